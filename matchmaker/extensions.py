"""The Flask extensions, unbound; `create_app` binds them."""

from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_login import LoginManager
from flask_mail import Mail
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from matchmaker.database import Base

db = SQLAlchemy(model_class=Base)
migrate = Migrate()
mail = Mail()
bootstrap = Bootstrap5()
csrf = CSRFProtect()
login_manager = LoginManager()
babel = Babel(configure_jinja=False)
