BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0005');
CREATE TABLE attempt_counts (
	who VARCHAR(64) NOT NULL, 
	attempts INTEGER NOT NULL, 
	until DATETIME NOT NULL, 
	CONSTRAINT pk_attempt_counts PRIMARY KEY (who)
);
CREATE TABLE coffee_group_members (
	group_id INTEGER NOT NULL, 
	member_id INTEGER NOT NULL, 
	round_id INTEGER NOT NULL, 
	answer VARCHAR(40) NOT NULL, 
	answered_at DATETIME, 
	CONSTRAINT pk_coffee_group_members PRIMARY KEY (group_id, member_id), 
	CONSTRAINT fk_coffee_group_members_group FOREIGN KEY(group_id, round_id) REFERENCES coffee_groups (id, round_id) ON DELETE CASCADE, 
	CONSTRAINT fk_coffee_group_members_member_id_members FOREIGN KEY(member_id) REFERENCES members (id) ON DELETE CASCADE, 
	CONSTRAINT uq_coffee_group_members_round_id_member_id UNIQUE (round_id, member_id), 
	CONSTRAINT ck_coffee_group_members_answer CHECK (answer IN ('none', 'met', 'not_met'))
);
INSERT INTO "coffee_group_members" VALUES(1,2,1,'met','2026-03-12 12:00:00.000000');
INSERT INTO "coffee_group_members" VALUES(1,4,1,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(2,3,1,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(2,13,1,'not_met','2026-03-12 12:00:00.000000');
INSERT INTO "coffee_group_members" VALUES(3,5,1,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(3,18,1,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(3,25,1,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(4,6,1,'met','2026-03-12 12:00:00.000000');
INSERT INTO "coffee_group_members" VALUES(4,21,1,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(5,8,1,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(5,15,1,'not_met','2026-03-12 12:00:00.000000');
INSERT INTO "coffee_group_members" VALUES(6,9,1,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(6,16,1,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(7,10,1,'met','2026-03-12 12:00:00.000000');
INSERT INTO "coffee_group_members" VALUES(7,20,1,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(8,14,1,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(8,22,1,'not_met','2026-03-12 12:00:00.000000');
INSERT INTO "coffee_group_members" VALUES(9,23,1,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(9,24,1,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(10,2,2,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(10,14,2,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(11,3,2,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(11,20,2,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(11,22,2,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(12,4,2,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(12,24,2,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(13,5,2,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(13,21,2,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(14,6,2,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(14,15,2,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(15,8,2,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(15,13,2,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(16,9,2,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(16,10,2,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(17,16,2,'none',NULL);
INSERT INTO "coffee_group_members" VALUES(17,25,2,'none',NULL);
CREATE TABLE coffee_groups (
	id INTEGER NOT NULL, 
	round_id INTEGER NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	points INTEGER NOT NULL, 
	shared_interests JSON NOT NULL, 
	repeats JSON NOT NULL, 
	notified_at DATETIME, 
	asked_at DATETIME, 
	closed_at DATETIME, 
	CONSTRAINT pk_coffee_groups PRIMARY KEY (id), 
	CONSTRAINT ck_coffee_groups_points CHECK (points BETWEEN 0 AND 100), 
	CONSTRAINT ck_coffee_groups_notified_at CHECK (status = 'formed' OR notified_at IS NOT NULL), 
	CONSTRAINT fk_coffee_groups_round_id_networking_rounds FOREIGN KEY(round_id) REFERENCES networking_rounds (id) ON DELETE CASCADE, 
	CONSTRAINT uq_coffee_groups_id_round_id UNIQUE (id, round_id), 
	CONSTRAINT ck_coffee_groups_status CHECK (status IN ('formed', 'notified', 'met', 'not_met'))
);
INSERT INTO "coffee_groups" VALUES(1,1,'met',71,'["career_move"]','[]','2026-03-05 08:00:00.000000',NULL,NULL);
INSERT INTO "coffee_groups" VALUES(2,1,'not_met',75,'["community"]','[]','2026-03-05 08:00:00.000000',NULL,NULL);
INSERT INTO "coffee_groups" VALUES(3,1,'notified',79,'["analytics_ai"]','[]','2026-03-05 08:00:00.000000',NULL,NULL);
INSERT INTO "coffee_groups" VALUES(4,1,'met',75,'["agile_pmo", "public_sector"]','[]','2026-03-05 08:00:00.000000',NULL,NULL);
INSERT INTO "coffee_groups" VALUES(5,1,'not_met',55,'["returning"]','[]','2026-03-05 08:00:00.000000',NULL,NULL);
INSERT INTO "coffee_groups" VALUES(6,1,'notified',65,'[]','[]','2026-03-05 08:00:00.000000',NULL,NULL);
INSERT INTO "coffee_groups" VALUES(7,1,'met',65,'["benefits_value", "career_move"]','[]','2026-03-05 08:00:00.000000',NULL,NULL);
INSERT INTO "coffee_groups" VALUES(8,1,'not_met',68,'["certification_study"]','[]','2026-03-05 08:00:00.000000',NULL,NULL);
INSERT INTO "coffee_groups" VALUES(9,1,'notified',71,'["career_move"]','[]','2026-03-05 08:00:00.000000',NULL,NULL);
INSERT INTO "coffee_groups" VALUES(10,2,'notified',71,'["certification_study"]','[]','2026-04-01 08:30:00.000000',NULL,NULL);
INSERT INTO "coffee_groups" VALUES(11,2,'notified',72,'[]','[]','2026-04-01 08:30:00.000000',NULL,NULL);
INSERT INTO "coffee_groups" VALUES(12,2,'notified',68,'["career_move"]','[]','2026-04-01 08:30:00.000000',NULL,NULL);
INSERT INTO "coffee_groups" VALUES(13,2,'notified',71,'["pmo_setup"]','[]','2026-04-01 08:30:00.000000',NULL,NULL);
INSERT INTO "coffee_groups" VALUES(14,2,'notified',68,'["public_sector"]','[]','2026-04-01 08:30:00.000000',NULL,NULL);
INSERT INTO "coffee_groups" VALUES(15,2,'notified',65,'[]','[]','2026-04-01 08:30:00.000000',NULL,NULL);
INSERT INTO "coffee_groups" VALUES(16,2,'notified',61,'[]','[]','2026-04-01 08:30:00.000000',NULL,NULL);
INSERT INTO "coffee_groups" VALUES(17,2,'notified',55,'["pmo_setup"]','[]','2026-04-01 08:30:00.000000',NULL,NULL);
CREATE TABLE coordinator_changes (
	id INTEGER NOT NULL, 
	programme_id INTEGER NOT NULL, 
	member_id INTEGER NOT NULL, 
	is_granted BOOLEAN NOT NULL, 
	source VARCHAR(40) NOT NULL, 
	actor_id INTEGER, 
	changed_at DATETIME NOT NULL, 
	CONSTRAINT pk_coordinator_changes PRIMARY KEY (id), 
	CONSTRAINT fk_coordinator_changes_actor_id_members FOREIGN KEY(actor_id) REFERENCES members (id) ON DELETE SET NULL, 
	CONSTRAINT fk_coordinator_changes_member_id_members FOREIGN KEY(member_id) REFERENCES members (id) ON DELETE CASCADE, 
	CONSTRAINT fk_coordinator_changes_programme_id_programmes FOREIGN KEY(programme_id) REFERENCES programmes (id), 
	CONSTRAINT ck_coordinator_changes_source CHECK (source IN ('person', 'group'))
);
INSERT INTO "coordinator_changes" VALUES(1,1,11,1,'person',NULL,'2026-03-02 08:00:00.000000');
INSERT INTO "coordinator_changes" VALUES(2,1,10,1,'person',NULL,'2026-03-02 08:00:00.000000');
CREATE TABLE "coordinators" (
	id INTEGER NOT NULL, 
	programme_id INTEGER NOT NULL, 
	member_id INTEGER NOT NULL, 
	granted_at DATETIME NOT NULL, 
	source VARCHAR(40) NOT NULL, 
	CONSTRAINT pk_coordinators PRIMARY KEY (id), 
	CONSTRAINT fk_coordinators_member_id_members FOREIGN KEY(member_id) REFERENCES members (id) ON DELETE CASCADE, 
	CONSTRAINT fk_coordinators_programme_id_programmes FOREIGN KEY(programme_id) REFERENCES programmes (id), 
	CONSTRAINT ck_coordinators_source CHECK (source IN ('person', 'group')), 
	CONSTRAINT uq_coordinators_programme_id_member_id_source UNIQUE (programme_id, member_id, source)
);
INSERT INTO "coordinators" VALUES(1,1,11,'2026-03-02 08:00:00.000000','person');
INSERT INTO "coordinators" VALUES(2,1,10,'2026-03-02 08:00:00.000000','person');
CREATE TABLE epochs (
	id INTEGER NOT NULL, 
	"key" VARCHAR(36) NOT NULL, 
	reason VARCHAR(40) NOT NULL, 
	began_at DATETIME NOT NULL, 
	released_at DATETIME, 
	CONSTRAINT pk_epochs PRIMARY KEY (id), 
	CONSTRAINT uq_epochs_key UNIQUE ("key"), 
	CONSTRAINT ck_epochs_reason CHECK (reason IN ('installed', 'restored', 'ordered'))
);
INSERT INTO "epochs" VALUES(1,'dd1d78eb-f6f8-4716-b7ea-f7ac9c3e18bb','installed','2026-03-02 08:01:00.000000','2026-03-02 08:01:00.000000');
CREATE TABLE erasures (
	id INTEGER NOT NULL, 
	address_hash VARCHAR(64) NOT NULL, 
	erased_at DATETIME NOT NULL, 
	CONSTRAINT pk_erasures PRIMARY KEY (id), 
	CONSTRAINT uq_erasures_address_hash_erased_at UNIQUE (address_hash, erased_at)
);
INSERT INTO "erasures" VALUES(1,'7b82fb13f8be74498608ffab182d80703ddb88a103ff34dfef3946eae4afe20b','2026-04-01 12:00:00.000000');
CREATE TABLE exclusions (
	id INTEGER NOT NULL, 
	programme_id INTEGER NOT NULL, 
	member_id INTEGER NOT NULL, 
	other_email VARCHAR(254) NOT NULL, 
	source VARCHAR(40) NOT NULL, 
	reason TEXT NOT NULL, 
	created_by_id INTEGER, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_exclusions PRIMARY KEY (id), 
	CONSTRAINT ck_exclusions_other_email CHECK (other_email = lower(trim(other_email))), 
	CONSTRAINT fk_exclusions_created_by_id_members FOREIGN KEY(created_by_id) REFERENCES members (id) ON DELETE SET NULL, 
	CONSTRAINT fk_exclusions_member_id_members FOREIGN KEY(member_id) REFERENCES members (id) ON DELETE CASCADE, 
	CONSTRAINT fk_exclusions_programme_id_programmes FOREIGN KEY(programme_id) REFERENCES programmes (id), 
	CONSTRAINT uq_exclusions_programme_id_member_id_other_email_source UNIQUE (programme_id, member_id, other_email, source), 
	CONSTRAINT ck_exclusions_source CHECK (source IN ('wish', 'ban', 'not_a_fit'))
);
INSERT INTO "exclusions" VALUES(1,1,22,'ondrej.kucera@example.org','wish','',22,'2026-03-03 07:00:00.000000');
INSERT INTO "exclusions" VALUES(2,1,4,'chiara.lopresti@example.org','ban','Beatriz told us of a dispute: it was about a budget.',10,'2026-03-03 10:09:00.000000');
INSERT INTO "exclusions" VALUES(3,1,8,'malgorzata.wojcik@example.org','not_a_fit','',8,'2026-03-04 14:35:00.000000');
INSERT INTO "exclusions" VALUES(4,1,22,'jose.mariapena@example.org','ban','Siobhán reports to José from May on.',11,'2026-04-02 09:03:00.000000');
INSERT INTO "exclusions" VALUES(5,1,19,'amara.okafor@example.org','ban','Wei Jie and Amara have said all that they had to say: somebody new.',10,'2026-04-02 09:13:00.000000');
CREATE TABLE job_runs (
	id INTEGER NOT NULL, 
	job VARCHAR(40) NOT NULL, 
	process VARCHAR(120) NOT NULL, 
	started_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	outcome VARCHAR(40) NOT NULL, 
	line TEXT NOT NULL, 
	CONSTRAINT pk_job_runs PRIMARY KEY (id), 
	CONSTRAINT ck_job_runs_ended_at CHECK ((outcome = 'running') = (ended_at IS NULL)), 
	CONSTRAINT ck_job_runs_outcome CHECK (outcome IN ('running', 'done', 'idle', 'failed'))
);
INSERT INTO "job_runs" VALUES(1,'monthly_match','old-host 4711','2026-03-02 08:01:00.000000','2026-03-02 08:01:00.000000','done','2026-03: 3 of 6 mentees matched (mentors: 2, places: 3), average 29.3 and lowest 26 points; round 1 waits for a coordinator');
INSERT INTO "job_runs" VALUES(2,'monthly_match','old-host 4711','2026-03-03 08:00:00.000000','2026-03-03 08:00:00.000000','done','2026-03: 13 of 15 mentees matched (mentors: 8, places: 15), average 42.0 and lowest 27 points; round 2 waits for a coordinator');
INSERT INTO "job_runs" VALUES(3,'networking_round','old-host 4711','2026-03-05 08:00:00.000000','2026-03-05 08:00:00.000000','done','2026-03: 20 networkers in 9 coffee groups (1 of three), 1 left out');
INSERT INTO "job_runs" VALUES(5,'follow_up','old-host 4711','2026-03-09 10:07:00.000000','2026-03-09 10:07:00.000000','done','5 reminders owed, 0 offers expired, 0 withdrawn, 0 coffee groups asked whether they met');
INSERT INTO "job_runs" VALUES(6,'follow_up','old-host 4711','2026-03-10 12:00:00.000000','2026-03-10 12:00:00.000000','idle','0 reminders owed, 0 offers expired, 0 withdrawn, 0 coffee groups asked whether they met');
INSERT INTO "job_runs" VALUES(7,'follow_up','old-host 4711','2026-03-16 09:00:00.000000','2026-03-16 09:00:00.000000','done','0 reminders owed, 5 offers expired, 0 withdrawn, 0 coffee groups asked whether they met');
INSERT INTO "job_runs" VALUES(8,'monthly_match','old-host 4711','2026-04-01 08:00:00.000000','2026-04-01 08:00:00.000000','done','2026-04: 3 of 8 mentees matched (mentors: 2, places: 3), average 33.2 and lowest 23 points; round 3 waits for a coordinator');
INSERT INTO "job_runs" VALUES(9,'networking_round','old-host 4711','2026-04-01 08:30:00.000000','2026-04-01 08:30:00.000000','done','2026-04: 18 networkers in 8 coffee groups (1 of three), 1 left out');
INSERT INTO "job_runs" VALUES(10,'purge','old-host 4711','2026-04-02 08:00:00.000000','2026-04-02 08:00:00.000000','done','73 texts of mails emptied, 1 sign-ins deleted');
INSERT INTO "job_runs" VALUES(11,'monthly_match','old-host 4711','2026-04-02 09:10:00.000000','2026-04-02 09:10:00.000000','done','2026-05: 4 of 8 mentees matched (mentors: 2, places: 4), average 29.5 and lowest 23 points; round 4 waits for a coordinator');
CREATE TABLE matches (
	id INTEGER NOT NULL, 
	round_id INTEGER NOT NULL, 
	mentee_id INTEGER NOT NULL, 
	mentor_id INTEGER NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	points INTEGER NOT NULL, 
	reasons JSON NOT NULL, 
	is_locked BOOLEAN NOT NULL, 
	is_replacement BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	offered_at DATETIME, 
	answer_by DATETIME, 
	reminders_sent INTEGER NOT NULL, 
	answered_at DATETIME, 
	decline_reason VARCHAR(40) NOT NULL, 
	decline_note TEXT NOT NULL, 
	introduced_at DATETIME, 
	meeting_at DATETIME, 
	met_at DATETIME, 
	ended_at DATETIME, 
	CONSTRAINT pk_matches PRIMARY KEY (id), 
	CONSTRAINT ck_matches_offered_has_times CHECK (status = 'proposed' OR (offered_at IS NOT NULL AND answer_by IS NOT NULL)), 
	CONSTRAINT ck_matches_two_people CHECK (mentee_id <> mentor_id), 
	CONSTRAINT ck_matches_points CHECK (points BETWEEN 0 AND 100), 
	CONSTRAINT fk_matches_mentee_id_members FOREIGN KEY(mentee_id) REFERENCES members (id) ON DELETE CASCADE, 
	CONSTRAINT fk_matches_mentor_id_members FOREIGN KEY(mentor_id) REFERENCES members (id) ON DELETE CASCADE, 
	CONSTRAINT fk_matches_round_id_rounds FOREIGN KEY(round_id) REFERENCES rounds (id) ON DELETE CASCADE, 
	CONSTRAINT uq_matches_round_id_mentee_id_mentor_id UNIQUE (round_id, mentee_id, mentor_id), 
	CONSTRAINT ck_matches_status CHECK (status IN ('proposed', 'offered', 'accepted', 'declined', 'expired', 'withdrawn', 'introduced', 'active', 'completed', 'ended', 'cancelled'))
);
INSERT INTO "matches" VALUES(1,1,4,3,'proposed',26,'{"criteria": [{"criterion": "gap_coverage", "points": 11, "units": 1111, "most_units": 5000}, {"criterion": "interests", "points": 0, "units": 0, "most_units": 1500}, {"criterion": "certifications", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "languages", "points": 1, "units": 166, "most_units": 500}, {"criterion": "location", "points": 4, "units": 416, "most_units": 1000}, {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000}], "gaps": [{"skill": "knowledge", "level": 0, "target": 2, "importance": 2, "mentor_level": 3, "reached": 2}, {"skill": "planning_software", "level": 2, "target": 3, "importance": 2, "mentor_level": 5, "reached": 3}], "interests": [], "certifications": [], "languages": ["en"], "location": null, "minutes_apart": 60, "mentee_step": 0, "target_step": 1, "mentor_step": 4, "alternatives": [], "other_mentees": [{"mentee_id": 2, "points": 26, "units": 2618, "mentor_id": null, "cost": {"matched": 0, "units": 75, "moves": [{"mentee_id": 5, "from_id": 3, "to_id": null}], "loses": 5, "gains": null}}, {"mentee_id": 7, "points": 24, "units": 2491, "mentor_id": 8, "cost": {"matched": 0, "units": 651, "moves": [{"mentee_id": 5, "from_id": 3, "to_id": null}, {"mentee_id": 6, "from_id": null, "to_id": 8}], "loses": 5, "gains": 6}}, {"mentee_id": 6, "points": 20, "units": 2058, "mentor_id": null, "cost": {"matched": 0, "units": 635, "moves": [{"mentee_id": 5, "from_id": 3, "to_id": null}], "loses": 5, "gains": null}}]}',1,0,'2026-03-02 10:01:00.000000',NULL,NULL,0,NULL,'','',NULL,NULL,NULL,NULL);
INSERT INTO "matches" VALUES(2,1,5,3,'proposed',26,'{"criteria": [{"criterion": "gap_coverage", "points": 11, "units": 1111, "most_units": 5000}, {"criterion": "interests", "points": 0, "units": 0, "most_units": 1500}, {"criterion": "certifications", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "languages", "points": 1, "units": 166, "most_units": 500}, {"criterion": "location", "points": 4, "units": 416, "most_units": 1000}, {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000}], "gaps": [{"skill": "knowledge", "level": 0, "target": 2, "importance": 2, "mentor_level": 3, "reached": 2}], "interests": [], "certifications": [], "languages": ["en"], "location": null, "minutes_apart": 60, "mentee_step": 0, "target_step": 1, "mentor_step": 4, "alternatives": [], "other_mentees": [{"mentee_id": 2, "points": 26, "units": 2618, "mentor_id": null, "cost": {"matched": 0, "units": 75, "moves": [{"mentee_id": 5, "from_id": 3, "to_id": null}], "loses": 5, "gains": null}}, {"mentee_id": 7, "points": 24, "units": 2491, "mentor_id": 8, "cost": {"matched": 0, "units": 651, "moves": [{"mentee_id": 5, "from_id": 3, "to_id": null}, {"mentee_id": 6, "from_id": null, "to_id": 8}], "loses": 5, "gains": 6}}, {"mentee_id": 6, "points": 20, "units": 2058, "mentor_id": null, "cost": {"matched": 0, "units": 635, "moves": [{"mentee_id": 5, "from_id": 3, "to_id": null}], "loses": 5, "gains": null}}]}',0,0,'2026-03-02 10:01:00.000000',NULL,NULL,0,NULL,'','',NULL,NULL,NULL,NULL);
INSERT INTO "matches" VALUES(3,1,7,8,'proposed',34,'{}',0,0,'2026-03-02 10:01:00.000000',NULL,NULL,0,NULL,'','',NULL,NULL,NULL,NULL);
INSERT INTO "matches" VALUES(4,2,2,13,'withdrawn',35,'{"criteria": [{"criterion": "gap_coverage", "points": 19, "units": 1904, "most_units": 5000}, {"criterion": "interests", "points": 0, "units": 0, "most_units": 1500}, {"criterion": "certifications", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "languages", "points": 1, "units": 166, "most_units": 500}, {"criterion": "location", "points": 5, "units": 500, "most_units": 1000}, {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000}], "gaps": [{"skill": "governance", "level": 1, "target": 4, "importance": 3, "mentor_level": 3, "reached": 3}, {"skill": "conflict_resolution", "level": 3, "target": 4, "importance": 2, "mentor_level": 4, "reached": 4}], "interests": [], "certifications": [], "languages": ["en"], "location": null, "minutes_apart": 0, "mentee_step": 3, "target_step": 5, "mentor_step": 4, "alternatives": [{"mentor_id": 21, "points": 33, "units": 3320, "is_taken": true, "cost": null}, {"mentor_id": 3, "points": 26, "units": 2618, "is_taken": true, "cost": null}, {"mentor_id": 16, "points": 23, "units": 2309, "is_taken": true, "cost": null}], "other_mentees": [{"mentee_id": 19, "points": 40, "units": 4027, "mentor_id": 3, "cost": null}, {"mentee_id": 20, "points": 39, "units": 3905, "mentor_id": 8, "cost": null}, {"mentee_id": 24, "points": 28, "units": 2832, "mentor_id": 23, "cost": null}]}',0,0,'2026-03-03 10:24:00.000000','2026-03-04 09:00:00.000000','2026-03-14 09:00:00.000000',0,'2026-03-04 14:43:00.000000','','',NULL,NULL,NULL,'2026-03-04 14:43:00.000000');
INSERT INTO "matches" VALUES(5,2,4,23,'expired',33,'{"criteria": [{"criterion": "gap_coverage", "points": 4, "units": 370, "most_units": 5000}, {"criterion": "interests", "points": 15, "units": 1500, "most_units": 1500}, {"criterion": "certifications", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "languages", "points": 1, "units": 166, "most_units": 500}, {"criterion": "location", "points": 3, "units": 333, "most_units": 1000}, {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000}], "gaps": [{"skill": "planning_software", "level": 2, "target": 3, "importance": 2, "mentor_level": 3, "reached": 3}], "interests": ["career_move"], "certifications": [], "languages": ["en"], "location": null, "minutes_apart": 120, "mentee_step": 0, "target_step": 1, "mentor_step": 5, "alternatives": [{"mentor_id": 21, "points": 35, "units": 3554, "is_taken": true, "cost": null}, {"mentor_id": 3, "points": 26, "units": 2693, "is_taken": true, "cost": null}, {"mentor_id": 14, "points": 22, "units": 2239, "is_taken": false, "cost": null}], "other_mentees": [{"mentee_id": 25, "points": 50, "units": 5081, "mentor_id": 3, "cost": null}, {"mentee_id": 22, "points": 27, "units": 2749, "mentor_id": 14, "cost": null}, {"mentee_id": 14, "points": 20, "units": 2023, "mentor_id": 18, "cost": null}]}',0,0,'2026-03-03 10:24:00.000000','2026-03-04 09:00:00.000000','2026-03-14 09:00:00.000000',1,'2026-03-16 09:00:00.000000','','',NULL,NULL,NULL,'2026-03-16 09:00:00.000000');
INSERT INTO "matches" VALUES(6,2,5,21,'withdrawn',44,'{"criteria": [{"criterion": "gap_coverage", "points": 22, "units": 2222, "most_units": 5000}, {"criterion": "interests", "points": 7, "units": 750, "most_units": 1500}, {"criterion": "certifications", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "languages", "points": 2, "units": 166, "most_units": 500}, {"criterion": "location", "points": 3, "units": 333, "most_units": 1000}, {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000}], "gaps": [{"skill": "documentation", "level": 1, "target": 3, "importance": 2, "mentor_level": 3, "reached": 3}, {"skill": "knowledge", "level": 0, "target": 2, "importance": 2, "mentor_level": 4, "reached": 2}], "interests": ["pmo_setup"], "certifications": [], "languages": ["en"], "location": null, "minutes_apart": 120, "mentee_step": 0, "target_step": 1, "mentor_step": 5, "alternatives": [{"mentor_id": 14, "points": 27, "units": 2777, "is_taken": false, "cost": null}, {"mentor_id": 3, "points": 26, "units": 2693, "is_taken": true, "cost": null}, {"mentor_id": 18, "points": 26, "units": 2609, "is_taken": true, "cost": null}], "other_mentees": [{"mentee_id": 19, "points": 70, "units": 7082, "mentor_id": 3, "cost": null}, {"mentee_id": 25, "points": 39, "units": 3915, "mentor_id": 3, "cost": null}, {"mentee_id": 4, "points": 35, "units": 3554, "mentor_id": 23, "cost": null}]}',0,0,'2026-03-03 10:24:00.000000','2026-03-04 09:00:00.000000','2026-03-14 09:00:00.000000',0,'2026-03-04 14:44:00.000000','','',NULL,NULL,NULL,'2026-03-04 14:44:00.000000');
INSERT INTO "matches" VALUES(7,2,6,16,'expired',40,'{"criteria": [{"criterion": "gap_coverage", "points": 28, "units": 2857, "most_units": 5000}, {"criterion": "interests", "points": 0, "units": 0, "most_units": 1500}, {"criterion": "certifications", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "languages", "points": 2, "units": 166, "most_units": 500}, {"criterion": "location", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000}], "gaps": [{"skill": "data_analysis", "level": 0, "target": 3, "importance": 3, "mentor_level": 3, "reached": 3}, {"skill": "stakeholder_engagement", "level": 0, "target": 3, "importance": 2, "mentor_level": 3, "reached": 3}, {"skill": "coaching", "level": 2, "target": 3, "importance": 1, "mentor_level": 5, "reached": 3}], "interests": [], "certifications": [], "languages": ["en"], "location": null, "minutes_apart": 660, "mentee_step": 1, "target_step": 3, "mentor_step": 5, "alternatives": [{"mentor_id": 21, "points": 33, "units": 3307, "is_taken": true, "cost": null}, {"mentor_id": 8, "points": 29, "units": 2951, "is_taken": true, "cost": null}, {"mentor_id": 3, "points": 20, "units": 2058, "is_taken": true, "cost": null}], "other_mentees": [{"mentee_id": 19, "points": 38, "units": 3832, "mentor_id": 3, "cost": null}, {"mentee_id": 25, "points": 36, "units": 3665, "mentor_id": 3, "cost": null}, {"mentee_id": 22, "points": 36, "units": 3624, "mentor_id": 14, "cost": null}]}',0,0,'2026-03-03 10:24:00.000000','2026-03-04 09:00:00.000000','2026-03-14 09:00:00.000000',1,'2026-03-16 09:00:00.000000','','',NULL,NULL,NULL,'2026-03-16 09:00:00.000000');
INSERT INTO "matches" VALUES(8,2,7,16,'cancelled',43,'{}',1,0,'2026-03-03 10:24:00.000000','2026-03-04 09:00:00.000000','2026-03-14 09:00:00.000000',0,'2026-03-04 14:14:00.000000','','','2026-03-04 14:14:00.000000',NULL,'2026-03-11 12:00:00.000000','2026-04-01 12:00:00.000000');
INSERT INTO "matches" VALUES(9,2,12,13,'introduced',62,'{"criteria": [{"criterion": "gap_coverage", "points": 42, "units": 4230, "most_units": 5000}, {"criterion": "interests", "points": 5, "units": 499, "most_units": 1500}, {"criterion": "certifications", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "languages", "points": 2, "units": 166, "most_units": 500}, {"criterion": "location", "points": 3, "units": 333, "most_units": 1000}, {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000}], "gaps": [{"skill": "governance", "level": 0, "target": 2, "importance": 2, "mentor_level": 3, "reached": 2}, {"skill": "problem_solving", "level": 0, "target": 2, "importance": 2, "mentor_level": 4, "reached": 2}, {"skill": "conflict_resolution", "level": 3, "target": 4, "importance": 3, "mentor_level": 4, "reached": 4}], "interests": ["community"], "certifications": [], "languages": ["en"], "location": null, "minutes_apart": 120, "mentee_step": 0, "target_step": 1, "mentor_step": 4, "alternatives": [{"mentor_id": 16, "points": 32, "units": 3203, "is_taken": true, "cost": null}, {"mentor_id": 3, "points": 31, "units": 3151, "is_taken": true, "cost": null}, {"mentor_id": 18, "points": 31, "units": 3151, "is_taken": true, "cost": null}], "other_mentees": [{"mentee_id": 19, "points": 40, "units": 4027, "mentor_id": 3, "cost": null}, {"mentee_id": 20, "points": 39, "units": 3905, "mentor_id": 8, "cost": null}, {"mentee_id": 24, "points": 28, "units": 2832, "mentor_id": 23, "cost": null}]}',0,0,'2026-03-03 10:24:00.000000','2026-03-04 09:00:00.000000','2026-03-14 09:00:00.000000',0,'2026-03-04 14:28:00.000000','','','2026-03-04 14:28:00.000000','2026-03-16 08:00:00.000000',NULL,NULL);
INSERT INTO "matches" VALUES(10,2,14,18,'expired',37,'{"criteria": [{"criterion": "gap_coverage", "points": 21, "units": 2142, "most_units": 5000}, {"criterion": "interests", "points": 0, "units": 0, "most_units": 1500}, {"criterion": "certifications", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "languages", "points": 2, "units": 166, "most_units": 500}, {"criterion": "location", "points": 4, "units": 416, "most_units": 1000}, {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000}], "gaps": [{"skill": "influencing", "level": 2, "target": 5, "importance": 2, "mentor_level": 5, "reached": 5}], "interests": [], "certifications": [], "languages": ["en"], "location": null, "minutes_apart": 60, "mentee_step": 3, "target_step": 5, "mentor_step": 5, "alternatives": [{"mentor_id": 23, "points": 20, "units": 2023, "is_taken": true, "cost": null}], "other_mentees": [{"mentee_id": 25, "points": 31, "units": 3165, "mentor_id": 3, "cost": null}, {"mentee_id": 12, "points": 31, "units": 3151, "mentor_id": 13, "cost": null}, {"mentee_id": 20, "points": 30, "units": 3034, "mentor_id": 8, "cost": null}]}',0,0,'2026-03-03 10:24:00.000000','2026-03-04 09:00:00.000000','2026-03-14 09:00:00.000000',1,'2026-03-16 09:00:00.000000','','',NULL,NULL,NULL,'2026-03-16 09:00:00.000000');
INSERT INTO "matches" VALUES(11,2,15,16,'cancelled',33,'{"criteria": [{"criterion": "gap_coverage", "points": 21, "units": 2142, "most_units": 5000}, {"criterion": "interests", "points": 0, "units": 0, "most_units": 1500}, {"criterion": "certifications", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "languages", "points": 2, "units": 166, "most_units": 500}, {"criterion": "location", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000}], "gaps": [{"skill": "change_control", "level": 0, "target": 3, "importance": 2, "mentor_level": 3, "reached": 3}, {"skill": "coaching", "level": 1, "target": 3, "importance": 2, "mentor_level": 5, "reached": 3}, {"skill": "stakeholder_engagement", "level": 1, "target": 3, "importance": 1, "mentor_level": 3, "reached": 3}], "interests": [], "certifications": [], "languages": ["en"], "location": null, "minutes_apart": 540, "mentee_step": 1, "target_step": 3, "mentor_step": 5, "alternatives": [], "other_mentees": [{"mentee_id": 19, "points": 38, "units": 3832, "mentor_id": 3, "cost": null}, {"mentee_id": 25, "points": 36, "units": 3665, "mentor_id": 3, "cost": null}, {"mentee_id": 22, "points": 36, "units": 3624, "mentor_id": 14, "cost": null}]}',1,0,'2026-03-03 10:24:00.000000','2026-03-04 09:00:00.000000','2026-03-14 09:00:00.000000',0,'2026-03-04 14:21:00.000000','','','2026-03-04 14:21:00.000000','2026-03-16 22:30:00.000000',NULL,'2026-03-25 09:01:00.000000');
INSERT INTO "matches" VALUES(12,2,19,3,'ended',39,'{"criteria": [{"criterion": "gap_coverage", "points": 28, "units": 2777, "most_units": 5000}, {"criterion": "interests", "points": 0, "units": 0, "most_units": 1500}, {"criterion": "certifications", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "languages", "points": 1, "units": 166, "most_units": 500}, {"criterion": "location", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000}], "gaps": [{"skill": "change_leadership", "level": 3, "target": 4, "importance": 3, "mentor_level": 4, "reached": 4}, {"skill": "knowledge", "level": 1, "target": 2, "importance": 2, "mentor_level": 3, "reached": 2}], "interests": [], "certifications": [], "languages": ["en"], "location": null, "minutes_apart": 420, "mentee_step": 0, "target_step": 1, "mentor_step": 4, "alternatives": [{"mentor_id": 21, "points": 70, "units": 7082, "is_taken": true, "cost": null}, {"mentor_id": 13, "points": 40, "units": 4027, "is_taken": true, "cost": null}, {"mentor_id": 16, "points": 38, "units": 3832, "is_taken": true, "cost": null}], "other_mentees": [{"mentee_id": 20, "points": 41, "units": 4121, "mentor_id": 8, "cost": null}, {"mentee_id": 12, "points": 31, "units": 3151, "mentor_id": 13, "cost": null}, {"mentee_id": 4, "points": 26, "units": 2693, "mentor_id": 23, "cost": null}]}',0,0,'2026-03-03 10:24:00.000000','2026-03-04 09:00:00.000000','2026-03-14 09:00:00.000000',0,'2026-03-04 14:07:00.000000','','','2026-03-04 14:07:00.000000','2026-03-16 08:00:00.000000','2026-03-11 12:00:00.000000','2026-03-25 09:00:00.000000');
INSERT INTO "matches" VALUES(13,2,20,8,'declined',38,'{"criteria": [{"criterion": "gap_coverage", "points": 22, "units": 2173, "most_units": 5000}, {"criterion": "interests", "points": 0, "units": 0, "most_units": 1500}, {"criterion": "certifications", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "languages", "points": 1, "units": 166, "most_units": 500}, {"criterion": "location", "points": 5, "units": 500, "most_units": 1000}, {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000}], "gaps": [{"skill": "portfolio_software", "level": 1, "target": 4, "importance": 3, "mentor_level": 3, "reached": 3}, {"skill": "stakeholder_engagement", "level": 0, "target": 2, "importance": 2, "mentor_level": 4, "reached": 2}], "interests": [], "certifications": [], "languages": ["en"], "location": null, "minutes_apart": 0, "mentee_step": 0, "target_step": 1, "mentor_step": 4, "alternatives": [{"mentor_id": 3, "points": 41, "units": 4121, "is_taken": true, "cost": null}, {"mentor_id": 13, "points": 39, "units": 3905, "is_taken": true, "cost": null}, {"mentor_id": 16, "points": 30, "units": 3035, "is_taken": true, "cost": null}], "other_mentees": [{"mentee_id": 12, "points": 30, "units": 3037, "mentor_id": 13, "cost": null}, {"mentee_id": 6, "points": 29, "units": 2951, "mentor_id": 16, "cost": null}, {"mentee_id": 22, "points": 24, "units": 2415, "mentor_id": 14, "cost": null}]}',0,0,'2026-03-03 10:24:00.000000','2026-03-04 09:00:00.000000','2026-03-14 09:00:00.000000',0,'2026-03-04 14:35:00.000000','not_a_fit','Małgorzata needs somebody who works with Jira every day.',NULL,NULL,NULL,'2026-03-04 14:35:00.000000');
INSERT INTO "matches" VALUES(14,2,22,14,'expired',34,'{"criteria": [{"criterion": "gap_coverage", "points": 12, "units": 1250, "most_units": 5000}, {"criterion": "interests", "points": 7, "units": 750, "most_units": 1500}, {"criterion": "certifications", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "languages", "points": 2, "units": 166, "most_units": 500}, {"criterion": "location", "points": 3, "units": 333, "most_units": 1000}, {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000}], "gaps": [{"skill": "change_control", "level": 2, "target": 4, "importance": 3, "mentor_level": 5, "reached": 4}], "interests": ["certification_study"], "certifications": [], "languages": ["en"], "location": null, "minutes_apart": 120, "mentee_step": 1, "target_step": 3, "mentor_step": 3, "alternatives": [{"mentor_id": 16, "points": 36, "units": 3624, "is_taken": true, "cost": null}, {"mentor_id": 21, "points": 29, "units": 2998, "is_taken": true, "cost": null}, {"mentor_id": 18, "points": 28, "units": 2832, "is_taken": true, "cost": null}], "other_mentees": [{"mentee_id": 5, "points": 27, "units": 2777, "mentor_id": 21, "cost": null}, {"mentee_id": 24, "points": 25, "units": 2582, "mentor_id": 23, "cost": null}, {"mentee_id": 19, "points": 22, "units": 2277, "mentor_id": 3, "cost": null}]}',0,0,'2026-03-03 10:24:00.000000','2026-03-04 09:00:00.000000','2026-03-14 09:00:00.000000',1,'2026-03-16 09:00:00.000000','','',NULL,NULL,NULL,'2026-03-16 09:00:00.000000');
INSERT INTO "matches" VALUES(15,2,24,23,'declined',40,'{"criteria": [{"criterion": "gap_coverage", "points": 10, "units": 1000, "most_units": 5000}, {"criterion": "interests", "points": 15, "units": 1500, "most_units": 1500}, {"criterion": "certifications", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "languages", "points": 1, "units": 166, "most_units": 500}, {"criterion": "location", "points": 4, "units": 416, "most_units": 1000}, {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000}], "gaps": [{"skill": "methods", "level": 2, "target": 3, "importance": 3, "mentor_level": 4, "reached": 3}], "interests": ["career_move"], "certifications": [], "languages": ["en"], "location": null, "minutes_apart": 60, "mentee_step": 0, "target_step": 1, "mentor_step": 5, "alternatives": [{"mentor_id": 18, "points": 28, "units": 2832, "is_taken": true, "cost": null}, {"mentor_id": 13, "points": 28, "units": 2832, "is_taken": true, "cost": null}, {"mentor_id": 14, "points": 25, "units": 2582, "is_taken": false, "cost": null}], "other_mentees": [{"mentee_id": 25, "points": 50, "units": 5081, "mentor_id": 3, "cost": null}, {"mentee_id": 22, "points": 27, "units": 2749, "mentor_id": 14, "cost": null}, {"mentee_id": 14, "points": 20, "units": 2023, "mentor_id": 18, "cost": null}]}',0,0,'2026-03-03 10:24:00.000000','2026-03-04 09:00:00.000000','2026-03-14 09:00:00.000000',0,'2026-03-04 14:42:00.000000','no_time','Year-end close takes all my evenings.',NULL,NULL,NULL,'2026-03-04 14:42:00.000000');
INSERT INTO "matches" VALUES(16,2,25,3,'introduced',36,'{"criteria": [{"criterion": "gap_coverage", "points": 15, "units": 1500, "most_units": 5000}, {"criterion": "interests", "points": 5, "units": 499, "most_units": 1500}, {"criterion": "certifications", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "languages", "points": 1, "units": 166, "most_units": 500}, {"criterion": "location", "points": 5, "units": 500, "most_units": 1000}, {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000}], "gaps": [{"skill": "planning_software", "level": 1, "target": 3, "importance": 2, "mentor_level": 5, "reached": 3}, {"skill": "knowledge", "level": 0, "target": 2, "importance": 1, "mentor_level": 3, "reached": 2}], "interests": ["benefits_value"], "certifications": [], "languages": ["en"], "location": null, "minutes_apart": 0, "mentee_step": 0, "target_step": 1, "mentor_step": 4, "alternatives": [{"mentor_id": 23, "points": 50, "units": 5081, "is_taken": true, "cost": null}, {"mentor_id": 21, "points": 39, "units": 3915, "is_taken": true, "cost": null}, {"mentor_id": 16, "points": 36, "units": 3665, "is_taken": true, "cost": null}], "other_mentees": [{"mentee_id": 20, "points": 41, "units": 4121, "mentor_id": 8, "cost": null}, {"mentee_id": 12, "points": 31, "units": 3151, "mentor_id": 13, "cost": null}, {"mentee_id": 4, "points": 26, "units": 2693, "mentor_id": 23, "cost": null}]}',0,0,'2026-03-03 10:24:00.000000','2026-03-04 09:00:00.000000','2026-03-14 09:00:00.000000',0,'2026-03-09 10:07:00.000000','','','2026-03-09 10:07:00.000000','2026-03-19 09:00:00.000000',NULL,NULL);
INSERT INTO "matches" VALUES(17,2,24,14,'expired',25,'{"criteria": [{"criterion": "gap_coverage", "points": 10, "units": 1000, "most_units": 5000}, {"criterion": "interests", "points": 0, "units": 0, "most_units": 1500}, {"criterion": "certifications", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "languages", "points": 1, "units": 166, "most_units": 500}, {"criterion": "location", "points": 4, "units": 416, "most_units": 1000}, {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000}], "gaps": [{"skill": "methods", "level": 2, "target": 3, "importance": 3, "mentor_level": 5, "reached": 3}], "interests": [], "certifications": [], "languages": ["en"], "location": null, "minutes_apart": 60, "mentee_step": 0, "target_step": 1, "mentor_step": 3, "alternatives": []}',0,1,'2026-03-04 14:42:00.000000','2026-03-04 14:42:00.000000','2026-03-14 14:42:00.000000',1,'2026-03-16 09:00:00.000000','','',NULL,NULL,NULL,'2026-03-16 09:00:00.000000');
INSERT INTO "matches" VALUES(18,2,4,21,'offered',35,'{"criteria": [{"criterion": "gap_coverage", "points": 22, "units": 2222, "most_units": 5000}, {"criterion": "interests", "points": 0, "units": 0, "most_units": 1500}, {"criterion": "certifications", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "languages", "points": 2, "units": 166, "most_units": 500}, {"criterion": "location", "points": 1, "units": 166, "most_units": 1000}, {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000}], "gaps": [{"skill": "governance", "level": 0, "target": 2, "importance": 2, "mentor_level": 3, "reached": 2}, {"skill": "knowledge", "level": 0, "target": 2, "importance": 2, "mentor_level": 4, "reached": 2}, {"skill": "documentation", "level": 1, "target": 3, "importance": 1, "mentor_level": 3, "reached": 3}, {"skill": "planning_software", "level": 2, "target": 3, "importance": 2, "mentor_level": 4, "reached": 3}], "interests": [], "certifications": [], "languages": ["en"], "location": null, "minutes_apart": 240, "mentee_step": 0, "target_step": 1, "mentor_step": 5, "alternatives": []}',0,1,'2026-03-16 09:00:00.000000','2026-03-16 09:00:00.000000','2026-03-26 09:00:00.000000',0,NULL,'','',NULL,NULL,NULL,NULL);
INSERT INTO "matches" VALUES(19,2,6,8,'offered',29,'{"criteria": [{"criterion": "gap_coverage", "points": 18, "units": 1785, "most_units": 5000}, {"criterion": "interests", "points": 0, "units": 0, "most_units": 1500}, {"criterion": "certifications", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "languages", "points": 1, "units": 166, "most_units": 500}, {"criterion": "location", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000}], "gaps": [{"skill": "stakeholder_engagement", "level": 0, "target": 3, "importance": 2, "mentor_level": 4, "reached": 3}, {"skill": "portfolio_software", "level": 1, "target": 3, "importance": 2, "mentor_level": 3, "reached": 3}], "interests": [], "certifications": [], "languages": ["en"], "location": null, "minutes_apart": 360, "mentee_step": 1, "target_step": 3, "mentor_step": 4, "alternatives": []}',0,1,'2026-03-16 09:00:00.000000','2026-03-16 09:00:00.000000','2026-03-26 09:00:00.000000',0,NULL,'','',NULL,NULL,NULL,NULL);
INSERT INTO "matches" VALUES(20,2,24,13,'offered',28,'{"criteria": [{"criterion": "gap_coverage", "points": 13, "units": 1333, "most_units": 5000}, {"criterion": "interests", "points": 0, "units": 0, "most_units": 1500}, {"criterion": "certifications", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "languages", "points": 2, "units": 166, "most_units": 500}, {"criterion": "location", "points": 3, "units": 333, "most_units": 1000}, {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000}], "gaps": [{"skill": "stakeholder_engagement", "level": 0, "target": 2, "importance": 2, "mentor_level": 5, "reached": 2}], "interests": [], "certifications": [], "languages": ["en"], "location": null, "minutes_apart": 120, "mentee_step": 0, "target_step": 1, "mentor_step": 4, "alternatives": []}',0,1,'2026-03-16 09:00:00.000000','2026-03-16 09:00:00.000000','2026-03-26 09:00:00.000000',0,NULL,'','',NULL,NULL,NULL,NULL);
INSERT INTO "matches" VALUES(21,3,2,16,'proposed',23,'{"criteria": [{"criterion": "gap_coverage", "points": 5, "units": 476, "most_units": 5000}, {"criterion": "interests", "points": 0, "units": 0, "most_units": 1500}, {"criterion": "certifications", "points": 5, "units": 500, "most_units": 1000}, {"criterion": "languages", "points": 3, "units": 333, "most_units": 500}, {"criterion": "location", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000}], "gaps": [{"skill": "change_leadership", "level": 2, "target": 4, "importance": 1, "mentor_level": 5, "reached": 4}], "interests": [], "certifications": ["pfmp"], "languages": ["en", "es"], "location": null, "minutes_apart": 480, "mentee_step": 3, "target_step": 5, "mentor_step": 5, "alternatives": [{"mentor_id": 3, "points": 25, "units": 2534, "is_taken": true, "cost": null}], "other_mentees": []}',0,0,'2026-04-02 09:10:00.000000',NULL,NULL,0,NULL,'','',NULL,NULL,NULL,NULL);
INSERT INTO "matches" VALUES(22,3,19,16,'proposed',38,'{"criteria": [{"criterion": "gap_coverage", "points": 17, "units": 1666, "most_units": 5000}, {"criterion": "interests", "points": 0, "units": 0, "most_units": 1500}, {"criterion": "certifications", "points": 10, "units": 1000, "most_units": 1000}, {"criterion": "languages", "points": 1, "units": 166, "most_units": 500}, {"criterion": "location", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000}], "gaps": [{"skill": "change_leadership", "level": 3, "target": 4, "importance": 3, "mentor_level": 5, "reached": 4}], "interests": [], "certifications": ["capm"], "languages": ["en"], "location": null, "minutes_apart": 600, "mentee_step": 0, "target_step": 1, "mentor_step": 5, "alternatives": [], "other_mentees": []}',1,0,'2026-04-02 09:10:00.000000',NULL,NULL,0,NULL,'','',NULL,NULL,NULL,NULL);
INSERT INTO "matches" VALUES(23,3,20,3,'proposed',40,'{"criteria": [{"criterion": "gap_coverage", "points": 19, "units": 1956, "most_units": 5000}, {"criterion": "interests", "points": 5, "units": 499, "most_units": 1500}, {"criterion": "certifications", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "languages", "points": 2, "units": 166, "most_units": 500}, {"criterion": "location", "points": 4, "units": 416, "most_units": 1000}, {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000}], "gaps": [{"skill": "portfolio_software", "level": 1, "target": 4, "importance": 3, "mentor_level": 4, "reached": 4}], "interests": ["benefits_value"], "certifications": [], "languages": ["en"], "location": null, "minutes_apart": 60, "mentee_step": 0, "target_step": 1, "mentor_step": 4, "alternatives": [], "other_mentees": [{"mentee_id": 5, "points": 26, "units": 2610, "mentor_id": null, "cost": null}, {"mentee_id": 2, "points": 25, "units": 2534, "mentor_id": 16, "cost": null}]}',1,0,'2026-04-02 09:10:00.000000',NULL,NULL,0,NULL,'','',NULL,NULL,NULL,NULL);
INSERT INTO "matches" VALUES(24,4,2,16,'proposed',23,'{"criteria": [{"criterion": "gap_coverage", "points": 5, "units": 476, "most_units": 5000}, {"criterion": "interests", "points": 0, "units": 0, "most_units": 1500}, {"criterion": "certifications", "points": 5, "units": 500, "most_units": 1000}, {"criterion": "languages", "points": 3, "units": 333, "most_units": 500}, {"criterion": "location", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000}], "gaps": [{"skill": "change_leadership", "level": 2, "target": 4, "importance": 1, "mentor_level": 5, "reached": 4}], "interests": [], "certifications": ["pfmp"], "languages": ["en", "es"], "location": null, "minutes_apart": 480, "mentee_step": 3, "target_step": 5, "mentor_step": 5, "alternatives": [{"mentor_id": 3, "points": 25, "units": 2534, "is_taken": true, "cost": {"matched": 1, "units": 2385, "moves": [{"mentee_id": 5, "from_id": 3, "to_id": null}], "loses": 5, "gains": null}}], "other_mentees": []}',0,0,'2026-04-02 09:10:00.000000',NULL,NULL,0,NULL,'','',NULL,NULL,NULL,NULL);
INSERT INTO "matches" VALUES(25,4,5,3,'proposed',26,'{"criteria": [{"criterion": "gap_coverage", "points": 11, "units": 1111, "most_units": 5000}, {"criterion": "interests", "points": 0, "units": 0, "most_units": 1500}, {"criterion": "certifications", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "languages", "points": 2, "units": 166, "most_units": 500}, {"criterion": "location", "points": 3, "units": 333, "most_units": 1000}, {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000}], "gaps": [{"skill": "knowledge", "level": 0, "target": 2, "importance": 2, "mentor_level": 3, "reached": 2}], "interests": [], "certifications": [], "languages": ["en"], "location": null, "minutes_apart": 120, "mentee_step": 0, "target_step": 1, "mentor_step": 4, "alternatives": [], "other_mentees": [{"mentee_id": 20, "points": 40, "units": 4037, "mentor_id": 16, "cost": {"matched": 1, "units": 1608, "moves": [{"mentee_id": 5, "from_id": 3, "to_id": null}], "loses": 5, "gains": null}}, {"mentee_id": 2, "points": 25, "units": 2534, "mentor_id": 16, "cost": {"matched": 1, "units": 2385, "moves": [{"mentee_id": 5, "from_id": 3, "to_id": null}], "loses": 5, "gains": null}}]}',0,0,'2026-04-02 09:10:00.000000',NULL,NULL,0,NULL,'','',NULL,NULL,NULL,NULL);
INSERT INTO "matches" VALUES(26,4,19,16,'proposed',38,'{"criteria": [{"criterion": "gap_coverage", "points": 17, "units": 1666, "most_units": 5000}, {"criterion": "interests", "points": 0, "units": 0, "most_units": 1500}, {"criterion": "certifications", "points": 10, "units": 1000, "most_units": 1000}, {"criterion": "languages", "points": 1, "units": 166, "most_units": 500}, {"criterion": "location", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000}], "gaps": [{"skill": "change_leadership", "level": 3, "target": 4, "importance": 3, "mentor_level": 5, "reached": 4}], "interests": [], "certifications": ["capm"], "languages": ["en"], "location": null, "minutes_apart": 600, "mentee_step": 0, "target_step": 1, "mentor_step": 5, "alternatives": [], "other_mentees": []}',0,0,'2026-04-02 09:10:00.000000',NULL,NULL,0,NULL,'','',NULL,NULL,NULL,NULL);
INSERT INTO "matches" VALUES(27,4,20,16,'proposed',30,'{"criteria": [{"criterion": "gap_coverage", "points": 9, "units": 869, "most_units": 5000}, {"criterion": "interests", "points": 0, "units": 0, "most_units": 1500}, {"criterion": "certifications", "points": 10, "units": 1000, "most_units": 1000}, {"criterion": "languages", "points": 1, "units": 166, "most_units": 500}, {"criterion": "location", "points": 0, "units": 0, "most_units": 1000}, {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000}], "gaps": [{"skill": "stakeholder_engagement", "level": 0, "target": 2, "importance": 2, "mentor_level": 3, "reached": 2}], "interests": [], "certifications": ["capm", "pfmp"], "languages": ["en"], "location": null, "minutes_apart": 480, "mentee_step": 0, "target_step": 1, "mentor_step": 5, "alternatives": [{"mentor_id": 3, "points": 40, "units": 4037, "is_taken": true, "cost": {"matched": 1, "units": 1608, "moves": [{"mentee_id": 5, "from_id": 3, "to_id": null}], "loses": 5, "gains": null}}], "other_mentees": []}',0,0,'2026-04-02 09:10:00.000000',NULL,NULL,0,NULL,'','',NULL,NULL,NULL,NULL);
CREATE TABLE "members" (
	id INTEGER NOT NULL, 
	email VARCHAR(254) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	created_at DATETIME NOT NULL, 
	left_at DATETIME, 
	erased_at DATETIME, 
	CONSTRAINT pk_members PRIMARY KEY (id), 
	CONSTRAINT ck_members_email CHECK (email = lower(trim(email))), 
	CONSTRAINT uq_members_email UNIQUE (email), 
	CONSTRAINT ck_members_erased_has_left CHECK (erased_at IS NULL OR left_at IS NOT NULL)
);
INSERT INTO "members" VALUES(1,'aissatou.diop@example.org','Aïssatou Diop','2026-03-02 08:00:00.000000',NULL,NULL);
INSERT INTO "members" VALUES(2,'alvaro.quintana@example.org','Álvaro Quintana','2026-03-02 08:00:00.000000',NULL,NULL);
INSERT INTO "members" VALUES(3,'amara.okafor@example.org','Amara Okafor','2026-03-02 08:00:00.000000',NULL,NULL);
INSERT INTO "members" VALUES(4,'beatriz.valadao@example.org','Beatriz Valadão','2026-03-02 08:00:00.000000',NULL,NULL);
INSERT INTO "members" VALUES(5,'bohdan.shevchuk@example.org','Богдан Шевчук','2026-03-02 08:00:00.000000',NULL,NULL);
INSERT INTO "members" VALUES(6,'budi.santoso@example.org','Budi Santoso','2026-03-02 08:00:00.000000',NULL,NULL);
INSERT INTO "members" VALUES(7,'member-7@erased.invalid','','2026-03-02 08:00:00.000000','2026-04-01 12:00:00.000000','2026-04-01 12:00:00.000000');
INSERT INTO "members" VALUES(8,'chiara.lopresti@example.org','Chiara Lo Presti','2026-03-02 08:00:00.000000',NULL,NULL);
INSERT INTO "members" VALUES(9,'dakota.flett@example.org','Dakota Flett','2026-03-02 08:00:00.000000',NULL,NULL);
INSERT INTO "members" VALUES(10,'daniel.abramowitz@example.org','Daniel Abramowitz','2026-03-02 08:00:00.000000',NULL,NULL);
INSERT INTO "members" VALUES(11,'harriet.osei@example.org','Harriet Osei','2026-03-02 08:00:00.000000',NULL,NULL);
INSERT INTO "members" VALUES(12,'elif.simsek@example.org','Elif Şimşek','2026-03-03 07:00:00.000000',NULL,NULL);
INSERT INTO "members" VALUES(13,'felix.oberlander@example.org','Felix Oberländer','2026-03-03 07:00:00.000000',NULL,NULL);
INSERT INTO "members" VALUES(14,'giorgos.papadakis@example.org','Γιώργος Παπαδάκης','2026-03-03 07:00:00.000000',NULL,NULL);
INSERT INTO "members" VALUES(15,'jihoon.park@example.org','박지훈','2026-03-03 07:00:00.000000',NULL,NULL);
INSERT INTO "members" VALUES(16,'jose.mariapena@example.org','José María Peña','2026-03-03 07:00:00.000000',NULL,NULL);
INSERT INTO "members" VALUES(17,'kenta.nakamura@example.org','中村 健太','2026-03-03 07:00:00.000000',NULL,NULL);
INSERT INTO "members" VALUES(18,'lena.grossmann@example.org','Lena Großmann','2026-03-03 07:00:00.000000',NULL,NULL);
INSERT INTO "members" VALUES(19,'lim.weijie@example.org','Lim Wei Jie','2026-03-03 07:00:00.000000',NULL,NULL);
INSERT INTO "members" VALUES(20,'malgorzata.wojcik@example.org','Małgorzata Wójcik','2026-03-03 07:00:00.000000',NULL,NULL);
INSERT INTO "members" VALUES(21,'nino.beridze@example.org','ნინო ბერიძე','2026-03-03 07:00:00.000000',NULL,NULL);
INSERT INTO "members" VALUES(22,'siobhan.keane@example.org','Siobhán Keane','2026-03-03 07:00:00.000000',NULL,NULL);
INSERT INTO "members" VALUES(23,'stefan.balanescu@example.org','Ștefan Bălănescu','2026-03-03 07:00:00.000000',NULL,NULL);
INSERT INTO "members" VALUES(24,'wanjiru.kamau@example.org','Wanjirũ Kamau','2026-03-03 07:00:00.000000',NULL,NULL);
INSERT INTO "members" VALUES(25,'zdenka.rihova@example.org','Zdeňka Říhová','2026-03-03 07:00:00.000000',NULL,NULL);
CREATE TABLE networkers_left_out (
	id INTEGER NOT NULL, 
	round_id INTEGER NOT NULL, 
	member_id INTEGER NOT NULL, 
	reason VARCHAR(40) NOT NULL, 
	CONSTRAINT pk_networkers_left_out PRIMARY KEY (id), 
	CONSTRAINT fk_networkers_left_out_member_id_members FOREIGN KEY(member_id) REFERENCES members (id) ON DELETE CASCADE, 
	CONSTRAINT fk_networkers_left_out_round_id_networking_rounds FOREIGN KEY(round_id) REFERENCES networking_rounds (id) ON DELETE CASCADE, 
	CONSTRAINT uq_networkers_left_out_round_id_member_id UNIQUE (round_id, member_id)
);
INSERT INTO "networkers_left_out" VALUES(1,1,17,'nobody_allowed');
INSERT INTO "networkers_left_out" VALUES(2,2,17,'nobody_allowed');
CREATE TABLE networking_rounds (
	id INTEGER NOT NULL, 
	programme_id INTEGER NOT NULL, 
	month VARCHAR(7) NOT NULL, 
	seed INTEGER NOT NULL, 
	policy JSON NOT NULL, 
	summary JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_networking_rounds PRIMARY KEY (id), 
	CONSTRAINT ck_networking_rounds_month CHECK (length(month) = 7), 
	CONSTRAINT fk_networking_rounds_programme_id_programmes FOREIGN KEY(programme_id) REFERENCES programmes (id), 
	CONSTRAINT uq_networking_rounds_programme_id_month UNIQUE (programme_id, month)
);
INSERT INTO "networking_rounds" VALUES(1,1,'2026-03',1250586812,'{"matching": {"weights": {"gap_coverage": 50, "interests": 15, "certifications": 10, "languages": 5, "location": 10, "seniority": 10}, "rules": ["met_before", "reporting_line", "shared_language", "teachable_gap"], "max_time_zone_hours": 4, "objective": "coverage"}, "timers": {"first_reminder_days": 3, "last_reminder_days": 7, "expiry_days": 10, "expiries_before_pause": 2, "first_message_working_days": 5, "first_meeting_days": 10, "chat_question_days": 14, "chat_silence_days": 24, "silent_chats_before_pause": 3}, "networking": {"other_department": 40, "shared_interests": 30, "shared_languages": 10, "near_time_zone": 20, "is_language_required": true, "rounds_apart": 6}}','{"networkers": 20, "groups": 9, "threes": 1, "left_out": 1, "repeats": 0, "average_points": 69.3, "points_at_most_missed": 8}','2026-03-05 08:00:00.000000');
INSERT INTO "networking_rounds" VALUES(2,1,'2026-04',617175808,'{"matching": {"weights": {"gap_coverage": 50, "interests": 15, "certifications": 10, "languages": 5, "location": 10, "seniority": 10}, "rules": ["met_before", "reporting_line", "shared_language", "teachable_gap"], "max_time_zone_hours": 4, "objective": "coverage"}, "timers": {"first_reminder_days": 3, "last_reminder_days": 7, "expiry_days": 10, "expiries_before_pause": 2, "first_message_working_days": 5, "first_meeting_days": 10, "chat_question_days": 14, "chat_silence_days": 24, "silent_chats_before_pause": 3}, "networking": {"other_department": 40, "shared_interests": 30, "shared_languages": 10, "near_time_zone": 20, "is_language_required": true, "rounds_apart": 6}}','{"networkers": 18, "groups": 8, "threes": 1, "left_out": 1, "repeats": 0, "average_points": 66.4, "points_at_most_missed": 3}','2026-04-01 08:30:00.000000');
CREATE TABLE "outbox_mails" (
	id INTEGER NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	subject_key VARCHAR(80) NOT NULL, 
	recipient VARCHAR(254) NOT NULL, 
	member_id INTEGER, 
	payload JSON NOT NULL, 
	message_id VARCHAR(200) NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	attempts INTEGER NOT NULL, 
	next_attempt_at DATETIME NOT NULL, 
	leased_until DATETIME, 
	lease_token VARCHAR(40), 
	expires_at DATETIME, 
	last_error TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	sent_at DATETIME, 
	body BLOB, 
	is_held BOOLEAN NOT NULL, 
	CONSTRAINT pk_outbox_mails PRIMARY KEY (id), 
	CONSTRAINT fk_outbox_mails_member_id_members FOREIGN KEY(member_id) REFERENCES members (id) ON DELETE SET NULL, 
	CONSTRAINT ck_outbox_mails_kind CHECK (kind IN ('sign_in_link', 'welcome', 'offer', 'offer_reminder', 'offer_last_reminder', 'offer_expired', 'offer_withdrawn', 'introduction_mentee', 'introduction_mentor', 'offer_fell_through', 'no_match', 'match_ended', 'round_ready', 'round_published', 'coffee_introduced', 'coffee_did_you_meet')), 
	CONSTRAINT uq_outbox_mails_message_id UNIQUE (message_id), 
	CONSTRAINT ck_outbox_mails_status CHECK (status IN ('pending', 'sent', 'failed', 'cancelled')), 
	CONSTRAINT uq_outbox_mails_kind_subject_key_recipient UNIQUE (kind, subject_key, recipient), 
	CONSTRAINT ck_outbox_mails_attempts CHECK (attempts >= 0)
);
INSERT INTO "outbox_mails" VALUES(1,'round_ready','round:1','daniel.abramowitz@example.org',10,'{"round_id": 1}','<ef811ce9-2946-4e1f-94d3-f488e7c3d2fe@example.org>','cancelled',1,'2026-03-03 08:01:00.000000',NULL,NULL,NULL,'the round is discarded by now','2026-03-02 08:01:00.000000',NULL,NULL,0);
INSERT INTO "outbox_mails" VALUES(2,'round_ready','round:1','harriet.osei@example.org',11,'{"round_id": 1}','<a7da8cca-0629-4719-b072-b93ddce8b09d@example.org>','cancelled',1,'2026-03-03 08:01:00.000000',NULL,NULL,NULL,'the round is discarded by now','2026-03-02 08:01:00.000000',NULL,NULL,0);
INSERT INTO "outbox_mails" VALUES(3,'round_ready','round:2','daniel.abramowitz@example.org',10,'{"round_id": 2}','<9dc6c0e2-17b1-47f2-b6f9-8bd875fb14b4@example.org>','sent',1,'2026-03-03 08:01:00.000000',NULL,NULL,NULL,'','2026-03-03 08:00:00.000000','2026-03-03 08:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(4,'round_ready','round:2','harriet.osei@example.org',11,'{"round_id": 2}','<f6052c9a-78fe-4971-8b93-68a6519d369a@example.org>','sent',1,'2026-03-03 08:01:00.000000',NULL,NULL,NULL,'','2026-03-03 08:00:00.000000','2026-03-03 08:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(5,'offer','match:4','felix.oberlander@example.org',13,'{"match_id": 4}','<3eba30c5-cde1-4303-9ba5-03aa42e1156c@example.org>','sent',1,'2026-03-04 09:01:00.000000',NULL,NULL,'2026-03-14 09:00:00.000000','','2026-03-04 09:00:00.000000','2026-03-04 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(6,'offer','match:5','stefan.balanescu@example.org',23,'{"match_id": 5}','<ab1da801-86ae-473a-b303-b8609a6fcf51@example.org>','sent',1,'2026-03-04 09:01:00.000000',NULL,NULL,'2026-03-14 09:00:00.000000','','2026-03-04 09:00:00.000000','2026-03-04 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(7,'offer','match:6','nino.beridze@example.org',21,'{"match_id": 6}','<459a77b1-4d83-457a-b22d-77c4c60b30cf@example.org>','sent',1,'2026-03-04 09:01:00.000000',NULL,NULL,'2026-03-14 09:00:00.000000','','2026-03-04 09:00:00.000000','2026-03-04 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(8,'offer','match:7','jose.mariapena@example.org',16,'{"match_id": 7}','<f8045469-e486-4d02-aedb-58012822d639@example.org>','sent',1,'2026-03-04 09:01:00.000000',NULL,NULL,'2026-03-14 09:00:00.000000','','2026-03-04 09:00:00.000000','2026-03-04 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(9,'offer','match:8','jose.mariapena@example.org',16,'{"match_id": 8}','<804a2b87-d1b2-49a8-9a9b-f06238791744@example.org>','sent',1,'2026-03-04 09:01:00.000000',NULL,NULL,'2026-03-14 09:00:00.000000','','2026-03-04 09:00:00.000000','2026-03-04 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(10,'offer','match:9','felix.oberlander@example.org',13,'{"match_id": 9}','<b08cc8af-34e0-4957-bc28-54528c0395e5@example.org>','sent',1,'2026-03-04 09:01:00.000000',NULL,NULL,'2026-03-14 09:00:00.000000','','2026-03-04 09:00:00.000000','2026-03-04 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(11,'offer','match:10','lena.grossmann@example.org',18,'{"match_id": 10}','<dc6a3938-dae6-456c-a11a-f3cd31269180@example.org>','sent',1,'2026-03-04 09:01:00.000000',NULL,NULL,'2026-03-14 09:00:00.000000','','2026-03-04 09:00:00.000000','2026-03-04 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(12,'offer','match:11','jose.mariapena@example.org',16,'{"match_id": 11}','<07a8f6bf-1a10-48c3-8369-11c948bd1d46@example.org>','sent',1,'2026-03-04 09:01:00.000000',NULL,NULL,'2026-03-14 09:00:00.000000','','2026-03-04 09:00:00.000000','2026-03-04 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(13,'offer','match:12','amara.okafor@example.org',3,'{"match_id": 12}','<9e5a5253-7898-4837-9afd-20012bec898c@example.org>','sent',1,'2026-03-04 09:01:00.000000',NULL,NULL,'2026-03-14 09:00:00.000000','','2026-03-04 09:00:00.000000','2026-03-04 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(14,'offer','match:13','chiara.lopresti@example.org',8,'{"match_id": 13}','<854ddafc-374e-4a27-9ab5-9f5fc4fc0fbe@example.org>','sent',1,'2026-03-04 09:01:00.000000',NULL,NULL,'2026-03-14 09:00:00.000000','','2026-03-04 09:00:00.000000','2026-03-04 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(15,'offer','match:14','giorgos.papadakis@example.org',14,'{"match_id": 14}','<0e04a470-8d5b-421b-99fb-661296953821@example.org>','sent',1,'2026-03-04 09:01:00.000000',NULL,NULL,'2026-03-14 09:00:00.000000','','2026-03-04 09:00:00.000000','2026-03-04 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(16,'offer','match:15','stefan.balanescu@example.org',23,'{"match_id": 15}','<0f6fdeb7-0c9e-4093-9119-33e81b5b0091@example.org>','sent',1,'2026-03-04 09:01:00.000000',NULL,NULL,'2026-03-14 09:00:00.000000','','2026-03-04 09:00:00.000000','2026-03-04 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(17,'offer','match:16','amara.okafor@example.org',3,'{"match_id": 16}','<b6ddaf8a-1f5b-4c87-a276-c4c964fe585a@example.org>','sent',1,'2026-03-04 09:01:00.000000',NULL,NULL,'2026-03-14 09:00:00.000000','','2026-03-04 09:00:00.000000','2026-03-04 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(18,'no_match','round:2','aissatou.diop@example.org',1,'{"round_id": 2}','<6489712a-73f7-43c3-9d1e-6cd7ec027108@example.org>','sent',1,'2026-03-04 09:01:00.000000',NULL,NULL,NULL,'','2026-03-04 09:00:00.000000','2026-03-04 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(19,'no_match','round:2','kenta.nakamura@example.org',17,'{"round_id": 2}','<9d992b32-a818-42e7-817c-740299919afd@example.org>','sent',1,'2026-03-04 09:01:00.000000',NULL,NULL,NULL,'','2026-03-04 09:00:00.000000','2026-03-04 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(20,'round_published','round:2','daniel.abramowitz@example.org',10,'{"round_id": 2}','<a30a9e65-a7f6-4a1f-9f3d-3e56a741fc4e@example.org>','sent',1,'2026-03-04 09:01:00.000000',NULL,NULL,NULL,'','2026-03-04 09:00:00.000000','2026-03-04 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(21,'round_published','round:2','harriet.osei@example.org',11,'{"round_id": 2}','<b1f4c1b2-a74b-4d94-aa3e-a796b77e47d4@example.org>','sent',1,'2026-03-04 09:01:00.000000',NULL,NULL,NULL,'','2026-03-04 09:00:00.000000','2026-03-04 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(22,'sign_in_link','sign_in_link:1','lim.weijie@example.org',NULL,'{"link_id": 1}','<f8a3347e-839b-436e-89e1-5bc7ba2421f0@matchmaker.invalid>','cancelled',0,'2026-03-04 14:00:00.000000',NULL,NULL,'2026-03-04 14:30:00.000000','','2026-03-04 14:00:00.000000',NULL,NULL,0);
INSERT INTO "outbox_mails" VALUES(23,'introduction_mentee','match:12','lim.weijie@example.org',19,'{"match_id": 12}','<7cc53def-b403-4c58-bc70-773b71750042@example.org>','sent',1,'2026-03-04 14:45:00.000000',NULL,NULL,NULL,'','2026-03-04 14:07:00.000000','2026-03-04 14:44:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(24,'introduction_mentor','match:12','amara.okafor@example.org',3,'{"match_id": 12}','<a42aedef-b56c-4ec0-916d-a380dbf62b0c@example.org>','sent',1,'2026-03-04 14:45:00.000000',NULL,NULL,NULL,'','2026-03-04 14:07:00.000000','2026-03-04 14:44:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(26,'introduction_mentor','match:8','jose.mariapena@example.org',16,'{"match_id": 8}','<e51ae4f8-af02-499f-aec6-8e3a87992a62@example.org>','sent',1,'2026-03-04 14:45:00.000000',NULL,NULL,NULL,'','2026-03-04 14:14:00.000000','2026-03-04 14:44:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(27,'introduction_mentee','match:11','jihoon.park@example.org',15,'{"match_id": 11}','<48fa2ce5-8bb6-478d-954c-e1646ebba27a@example.org>','sent',1,'2026-03-04 14:45:00.000000',NULL,NULL,NULL,'','2026-03-04 14:21:00.000000','2026-03-04 14:44:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(28,'introduction_mentor','match:11','jose.mariapena@example.org',16,'{"match_id": 11}','<01a7f8fb-d6aa-41d5-b09d-03c0acf43508@example.org>','sent',1,'2026-03-04 14:45:00.000000',NULL,NULL,NULL,'','2026-03-04 14:21:00.000000','2026-03-04 14:44:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(29,'introduction_mentee','match:9','elif.simsek@example.org',12,'{"match_id": 9}','<6bd452ec-47b1-4182-9914-84d4ed9576d7@example.org>','sent',1,'2026-03-04 14:45:00.000000',NULL,NULL,NULL,'','2026-03-04 14:28:00.000000','2026-03-04 14:44:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(30,'introduction_mentor','match:9','felix.oberlander@example.org',13,'{"match_id": 9}','<21b0ed47-fc71-44ed-9f6e-30e7c256b0f7@example.org>','sent',1,'2026-03-04 14:45:00.000000',NULL,NULL,NULL,'','2026-03-04 14:28:00.000000','2026-03-04 14:44:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(31,'offer_fell_through','match:13','malgorzata.wojcik@example.org',20,'{"match_id": 13, "outcome": "declined", "next": "first_priority"}','<7b1a28b0-192b-4fa6-aed0-19dc15a1c330@example.org>','sent',1,'2026-03-04 14:45:00.000000',NULL,NULL,NULL,'','2026-03-04 14:35:00.000000','2026-03-04 14:44:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(32,'offer','match:17','giorgos.papadakis@example.org',14,'{"match_id": 17}','<079f05dd-c91e-44b5-abcd-54c86fa761a5@example.org>','sent',1,'2026-03-04 14:45:00.000000',NULL,NULL,'2026-03-14 14:42:00.000000','','2026-03-04 14:42:00.000000','2026-03-04 14:44:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(33,'offer_fell_through','match:15','wanjiru.kamau@example.org',24,'{"match_id": 15, "outcome": "declined", "next": "new_offer"}','<4efbe036-3cfd-4d19-9bc1-b04b7b8d3eb7@example.org>','sent',1,'2026-03-04 14:45:00.000000',NULL,NULL,NULL,'','2026-03-04 14:42:00.000000','2026-03-04 14:44:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(34,'offer_withdrawn','match:4','felix.oberlander@example.org',13,'{"match_id": 4}','<0aa9ddf3-15f1-405e-899b-84f963c43814@example.org>','sent',1,'2026-03-04 14:45:00.000000',NULL,NULL,NULL,'','2026-03-04 14:43:00.000000','2026-03-04 14:44:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(35,'offer_fell_through','match:4','alvaro.quintana@example.org',2,'{"match_id": 4, "outcome": "withdrawn", "next": "first_priority"}','<760ead0d-9290-4f5a-9c7a-d822a0137b8a@example.org>','sent',1,'2026-03-04 14:45:00.000000',NULL,NULL,NULL,'','2026-03-04 14:43:00.000000','2026-03-04 14:44:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(36,'offer_withdrawn','match:6','nino.beridze@example.org',21,'{"match_id": 6}','<ce94b0e8-a8ed-49e7-8dfe-7e6d969704b0@example.org>','sent',1,'2026-03-04 14:45:00.000000',NULL,NULL,NULL,'','2026-03-04 14:44:00.000000','2026-03-04 14:44:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(37,'coffee_introduced','coffee:1','alvaro.quintana@example.org',2,'{"group_id": 1}','<66aa7a9c-2359-4e62-b96c-965e6cc24cb9@example.org>','sent',1,'2026-03-05 08:01:00.000000',NULL,NULL,NULL,'','2026-03-05 08:00:00.000000','2026-03-05 08:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(38,'coffee_introduced','coffee:1','beatriz.valadao@example.org',4,'{"group_id": 1}','<1758efa6-d786-4826-beaf-8732bdcb4a05@example.org>','sent',1,'2026-03-05 08:01:00.000000',NULL,NULL,NULL,'','2026-03-05 08:00:00.000000','2026-03-05 08:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(39,'coffee_introduced','coffee:2','amara.okafor@example.org',3,'{"group_id": 2}','<8b4d6331-ed72-48be-b384-6cde83cdf1c0@example.org>','sent',1,'2026-03-05 08:01:00.000000',NULL,NULL,NULL,'','2026-03-05 08:00:00.000000','2026-03-05 08:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(40,'coffee_introduced','coffee:2','felix.oberlander@example.org',13,'{"group_id": 2}','<4ef0e4cd-d4ba-4f8d-86b5-cd1700a86da1@example.org>','sent',1,'2026-03-05 08:01:00.000000',NULL,NULL,NULL,'','2026-03-05 08:00:00.000000','2026-03-05 08:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(41,'coffee_introduced','coffee:3','bohdan.shevchuk@example.org',5,'{"group_id": 3}','<1f457a69-77aa-442d-adca-1b56ac934bc3@example.org>','sent',1,'2026-03-05 08:01:00.000000',NULL,NULL,NULL,'','2026-03-05 08:00:00.000000','2026-03-05 08:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(42,'coffee_introduced','coffee:3','lena.grossmann@example.org',18,'{"group_id": 3}','<253c47aa-6494-4695-a8b1-4acf13b75e9a@example.org>','sent',1,'2026-03-05 08:01:00.000000',NULL,NULL,NULL,'','2026-03-05 08:00:00.000000','2026-03-05 08:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(43,'coffee_introduced','coffee:3','zdenka.rihova@example.org',25,'{"group_id": 3}','<d3fd06e6-514c-4228-9b32-4fd9e33a4027@example.org>','sent',1,'2026-03-05 08:01:00.000000',NULL,NULL,NULL,'','2026-03-05 08:00:00.000000','2026-03-05 08:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(44,'coffee_introduced','coffee:4','budi.santoso@example.org',6,'{"group_id": 4}','<33e24849-3dff-4f97-940d-0865905ef8f3@example.org>','sent',1,'2026-03-05 08:01:00.000000',NULL,NULL,NULL,'','2026-03-05 08:00:00.000000','2026-03-05 08:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(45,'coffee_introduced','coffee:4','nino.beridze@example.org',21,'{"group_id": 4}','<37100575-a24a-4eab-bf1f-5f42bdfe20e3@example.org>','sent',1,'2026-03-05 08:01:00.000000',NULL,NULL,NULL,'','2026-03-05 08:00:00.000000','2026-03-05 08:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(46,'coffee_introduced','coffee:5','chiara.lopresti@example.org',8,'{"group_id": 5}','<c65dabe3-7e41-4f7d-a354-afc68e88ac4d@example.org>','sent',1,'2026-03-05 08:01:00.000000',NULL,NULL,NULL,'','2026-03-05 08:00:00.000000','2026-03-05 08:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(47,'coffee_introduced','coffee:5','jihoon.park@example.org',15,'{"group_id": 5}','<57113586-1a0f-465d-b7d2-2220cf350d2c@example.org>','sent',1,'2026-03-05 08:01:00.000000',NULL,NULL,NULL,'','2026-03-05 08:00:00.000000','2026-03-05 08:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(48,'coffee_introduced','coffee:6','dakota.flett@example.org',9,'{"group_id": 6}','<565bab1e-10af-4bd6-96c7-510013e9d728@example.org>','sent',1,'2026-03-05 08:01:00.000000',NULL,NULL,NULL,'','2026-03-05 08:00:00.000000','2026-03-05 08:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(49,'coffee_introduced','coffee:6','jose.mariapena@example.org',16,'{"group_id": 6}','<5a3d2341-4a6a-4460-bfa1-2405a798ee3c@example.org>','sent',1,'2026-03-05 08:01:00.000000',NULL,NULL,NULL,'','2026-03-05 08:00:00.000000','2026-03-05 08:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(50,'coffee_introduced','coffee:7','daniel.abramowitz@example.org',10,'{"group_id": 7}','<ba11ede4-58a3-469c-8380-e6f137efb55f@example.org>','sent',1,'2026-03-05 08:01:00.000000',NULL,NULL,NULL,'','2026-03-05 08:00:00.000000','2026-03-05 08:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(51,'coffee_introduced','coffee:7','malgorzata.wojcik@example.org',20,'{"group_id": 7}','<8c5c00db-6fc3-4080-ab4a-92e1b9e25890@example.org>','sent',1,'2026-03-05 08:01:00.000000',NULL,NULL,NULL,'','2026-03-05 08:00:00.000000','2026-03-05 08:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(52,'coffee_introduced','coffee:8','giorgos.papadakis@example.org',14,'{"group_id": 8}','<4c5c35d2-ff23-4b63-a48f-61843cebd1d8@example.org>','sent',1,'2026-03-05 08:01:00.000000',NULL,NULL,NULL,'','2026-03-05 08:00:00.000000','2026-03-05 08:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(53,'coffee_introduced','coffee:8','siobhan.keane@example.org',22,'{"group_id": 8}','<c369fcc7-0bc9-455d-88c1-e35fd0647009@example.org>','sent',1,'2026-03-05 08:01:00.000000',NULL,NULL,NULL,'','2026-03-05 08:00:00.000000','2026-03-05 08:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(54,'coffee_introduced','coffee:9','stefan.balanescu@example.org',23,'{"group_id": 9}','<712ce1b2-0515-4b63-9b73-af2c1e46d3e0@example.org>','sent',1,'2026-03-05 08:01:00.000000',NULL,NULL,NULL,'','2026-03-05 08:00:00.000000','2026-03-05 08:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(55,'coffee_introduced','coffee:9','wanjiru.kamau@example.org',24,'{"group_id": 9}','<0472b3db-56ce-4c09-9967-d04014ea4c73@example.org>','sent',1,'2026-03-05 08:01:00.000000',NULL,NULL,NULL,'','2026-03-05 08:00:00.000000','2026-03-05 08:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(56,'introduction_mentee','match:16','zdenka.rihova@example.org',25,'{"match_id": 16}','<8af44ebe-d4f7-4a6b-827a-8c18132d35db@example.org>','sent',1,'2026-03-09 10:08:00.000000',NULL,NULL,NULL,'','2026-03-09 10:07:00.000000','2026-03-09 10:07:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(57,'introduction_mentor','match:16','amara.okafor@example.org',3,'{"match_id": 16}','<e99e307a-e644-4cb3-86fe-8ee6544fb270@example.org>','sent',1,'2026-03-09 10:08:00.000000',NULL,NULL,NULL,'','2026-03-09 10:07:00.000000','2026-03-09 10:07:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(58,'offer_reminder','match:5','stefan.balanescu@example.org',23,'{"match_id": 5}','<317d7d29-fdc1-4ac0-bf60-fd9d9e118cba@example.org>','sent',1,'2026-03-09 10:08:00.000000',NULL,NULL,'2026-03-14 09:00:00.000000','','2026-03-09 10:07:00.000000','2026-03-09 10:07:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(59,'offer_reminder','match:7','jose.mariapena@example.org',16,'{"match_id": 7}','<7efa92c0-f269-4a07-a9de-654a50ca49a9@example.org>','sent',1,'2026-03-09 10:08:00.000000',NULL,NULL,'2026-03-14 09:00:00.000000','','2026-03-09 10:07:00.000000','2026-03-09 10:07:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(60,'offer_reminder','match:10','lena.grossmann@example.org',18,'{"match_id": 10}','<3179e4aa-63b5-4361-b937-d7841646746f@example.org>','sent',1,'2026-03-09 10:08:00.000000',NULL,NULL,'2026-03-14 09:00:00.000000','','2026-03-09 10:07:00.000000','2026-03-09 10:07:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(61,'offer_reminder','match:14','giorgos.papadakis@example.org',14,'{"match_id": 14}','<b8924a5e-3ad0-43c2-a143-5b9a789f0838@example.org>','sent',1,'2026-03-09 10:08:00.000000',NULL,NULL,'2026-03-14 09:00:00.000000','','2026-03-09 10:07:00.000000','2026-03-09 10:07:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(62,'offer_reminder','match:17','giorgos.papadakis@example.org',14,'{"match_id": 17}','<478176f2-a83e-4dc1-956e-35913976afe7@example.org>','sent',1,'2026-03-09 10:08:00.000000',NULL,NULL,'2026-03-14 14:42:00.000000','','2026-03-09 10:07:00.000000','2026-03-09 10:07:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(63,'offer_expired','match:5','stefan.balanescu@example.org',23,'{"match_id": 5, "is_paused": false}','<ccbad2a1-4c19-4624-9430-affb0169c0c1@example.org>','sent',1,'2026-03-16 09:01:00.000000',NULL,NULL,NULL,'','2026-03-16 09:00:00.000000','2026-03-16 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(64,'offer','match:18','nino.beridze@example.org',21,'{"match_id": 18}','<b3fd6504-d3f9-4771-a0ac-cb7653171887@example.org>','sent',1,'2026-03-16 09:01:00.000000',NULL,NULL,'2026-03-26 09:00:00.000000','','2026-03-16 09:00:00.000000','2026-03-16 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(65,'offer_fell_through','match:5','beatriz.valadao@example.org',4,'{"match_id": 5, "outcome": "expired", "next": "new_offer"}','<73a8f0dc-a73e-4b09-b750-709450c99661@example.org>','sent',1,'2026-03-16 09:01:00.000000',NULL,NULL,NULL,'','2026-03-16 09:00:00.000000','2026-03-16 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(66,'offer_expired','match:7','jose.mariapena@example.org',16,'{"match_id": 7, "is_paused": false}','<04b42f84-7664-4b52-8ec9-ce3ccabb2732@example.org>','sent',1,'2026-03-16 09:01:00.000000',NULL,NULL,NULL,'','2026-03-16 09:00:00.000000','2026-03-16 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(67,'offer','match:19','chiara.lopresti@example.org',8,'{"match_id": 19}','<517a2213-29bb-45e4-ac7f-d3747700082c@example.org>','sent',1,'2026-03-16 09:01:00.000000',NULL,NULL,'2026-03-26 09:00:00.000000','','2026-03-16 09:00:00.000000','2026-03-16 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(68,'offer_fell_through','match:7','budi.santoso@example.org',6,'{"match_id": 7, "outcome": "expired", "next": "new_offer"}','<82f4d7e3-a3d1-4661-a311-c594afee9e88@example.org>','sent',1,'2026-03-16 09:01:00.000000',NULL,NULL,NULL,'','2026-03-16 09:00:00.000000','2026-03-16 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(69,'offer_expired','match:10','lena.grossmann@example.org',18,'{"match_id": 10, "is_paused": false}','<ca7076c4-d45e-42e9-8c2d-74458b11a5c8@example.org>','sent',1,'2026-03-16 09:01:00.000000',NULL,NULL,NULL,'','2026-03-16 09:00:00.000000','2026-03-16 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(70,'offer_fell_through','match:10','giorgos.papadakis@example.org',14,'{"match_id": 10, "outcome": "expired", "next": "first_priority"}','<c22077c7-217c-446b-8ae2-af00bb6fecf7@example.org>','sent',1,'2026-03-16 09:01:00.000000',NULL,NULL,NULL,'','2026-03-16 09:00:00.000000','2026-03-16 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(71,'offer_expired','match:14','giorgos.papadakis@example.org',14,'{"match_id": 14, "is_paused": false}','<2f92eb69-9906-43a3-9e26-9944730d48da@example.org>','sent',1,'2026-03-16 09:01:00.000000',NULL,NULL,NULL,'','2026-03-16 09:00:00.000000','2026-03-16 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(72,'offer_fell_through','match:14','siobhan.keane@example.org',22,'{"match_id": 14, "outcome": "expired", "next": "first_priority"}','<a388df46-72b7-41cc-b515-1531b0cedae8@example.org>','sent',1,'2026-03-16 09:01:00.000000',NULL,NULL,NULL,'','2026-03-16 09:00:00.000000','2026-03-16 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(73,'offer_expired','match:17','giorgos.papadakis@example.org',14,'{"match_id": 17, "is_paused": true}','<8a3403af-51e8-483f-9c95-2d32cef604d8@example.org>','sent',1,'2026-03-16 09:01:00.000000',NULL,NULL,NULL,'','2026-03-16 09:00:00.000000','2026-03-16 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(74,'offer','match:20','felix.oberlander@example.org',13,'{"match_id": 20}','<32279b80-bfbc-40c2-b069-5d142ecff1a8@example.org>','sent',1,'2026-03-16 09:01:00.000000',NULL,NULL,'2026-03-26 09:00:00.000000','','2026-03-16 09:00:00.000000','2026-03-16 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(75,'offer_fell_through','match:17','wanjiru.kamau@example.org',24,'{"match_id": 17, "outcome": "expired", "next": "new_offer"}','<29910afa-b6ef-49bb-8d3c-c56c827b7cc4@example.org>','sent',1,'2026-03-16 09:01:00.000000',NULL,NULL,NULL,'','2026-03-16 09:00:00.000000','2026-03-16 09:00:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(76,'match_ended','match:12','lim.weijie@example.org',19,'{"match_id": 12, "outcome": "ended"}','<299eff82-e7a8-40a1-b6f0-7ae6bee35d8e@example.org>','sent',1,'2026-03-25 09:02:00.000000',NULL,NULL,NULL,'','2026-03-25 09:00:00.000000','2026-03-25 09:01:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(77,'match_ended','match:12','amara.okafor@example.org',3,'{"match_id": 12, "outcome": "ended"}','<465cc85b-a796-418b-a8de-8dcd43ccdd26@example.org>','sent',1,'2026-03-25 09:02:00.000000',NULL,NULL,NULL,'','2026-03-25 09:00:00.000000','2026-03-25 09:01:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(78,'match_ended','match:11','jihoon.park@example.org',15,'{"match_id": 11, "outcome": "cancelled"}','<7bdf574b-04b6-4fa3-8a80-62fca1486c0f@example.org>','sent',1,'2026-03-25 09:02:00.000000',NULL,NULL,NULL,'','2026-03-25 09:01:00.000000','2026-03-25 09:01:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(79,'match_ended','match:11','jose.mariapena@example.org',16,'{"match_id": 11, "outcome": "cancelled"}','<d3da8801-5260-478d-9fa5-f8179020f63c@example.org>','sent',1,'2026-03-25 09:02:00.000000',NULL,NULL,NULL,'','2026-03-25 09:01:00.000000','2026-03-25 09:01:00.000000',NULL,0);
INSERT INTO "outbox_mails" VALUES(80,'round_ready','round:3','daniel.abramowitz@example.org',10,'{"round_id": 3}','<4fdb4afc-0dbf-4690-a090-2d22bf45b471@example.org>','sent',1,'2026-04-01 08:01:00.000000',NULL,NULL,NULL,'','2026-04-01 08:00:00.000000','2026-04-01 08:00:00.000000',X'436F6E74656E742D547970653A206D756C7469706172742F616C7465726E61746976653B20626F756E646172793D223D5F616C745F3734636665313239636163633732646532306531646333333164303161336535220D0A4D494D452D56657273696F6E3A20312E300D0A46726F6D3A20504D4F206D656E746F72696E67203C6D656E746F72696E67406578616D706C652E6F72673E0D0A546F3A2044616E69656C20416272616D6F7769747A203C64616E69656C2E616272616D6F7769747A406578616D706C652E6F72673E0D0A5375626A6563743A2054686520417072696C203230323620726F756E6420697320726561647920666F7220796F7572207265766965770D0A446174653A205765642C2030312041707220323032362030383A30303A3030202B303030300D0A4D6573736167652D49443A203C34666462346166632D306462662D343639302D613039302D326432326266343562343731406578616D706C652E6F72673E0D0A4175746F2D5375626D69747465643A206175746F2D67656E6572617465640D0A436F6E74656E742D4C616E67756167653A20656E0D0A0D0A2D2D3D5F616C745F37346366653132396361636337326465323065316463333331643031613365350D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D227574662D38220D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A0D0A48656C6C6F2044616E69656C20416272616D6F7769747A2C0D0A0D0A546865206D61746368696E67206F6620417072696C203230323620697320646F6E6520616E6420776169747320666F7220796F752E204E6F626F647920686173206265656E20746F6C64203D0D0A616E797468696E67207965742E0D0A0D0A202050616972733A20330D0A20204D656E7465657320776974686F75742061206D617463683A20350D0A20204176657261676520706F696E74733A2033330D0A20204C6F7765737420706F696E74733A2032330D0A0D0A4C6F6F6B2061742074686520706169727320616E642074686520726561736F6E732C206B656570206F7220666F726269642061207061697220776865726520796F75206B6E6F77206265743D0D0A7465722C20616E64207468656E207075626C6973683A0D0A0D0A687474703A2F2F6C6F63616C686F73742F726F756E64732F330D0A0D0A4F666665727320676F206F7574206F6E6C79207768656E20796F75207075626C6973682E0D0A0D0A2D2D0D0A596F75206765742074686973206D61696C206265636175736520796F7520617265206120636F6F7264696E61746F72206F6620504D4F206D656E746F72696E672E0D0A0D0A5175657374696F6E733F20577269746520746F20636F6F7264696E61746F72406578616D706C652E6F72672E0D0A504D4F206D656E746F72696E67203D43323D423720687474703A2F2F6C6F63616C686F73742F0D0A0D0A2D2D3D5F616C745F37346366653132396361636337326465323065316463333331643031613365350D0A436F6E74656E742D547970653A20746578742F68746D6C3B20636861727365743D227574662D38220D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A0D0A3C21444F43545950452068746D6C3E3C68746D6C206C616E673D334422656E223E3C686561643E0D0A202020203C6D65746120636861727365743D3344227574662D38223E0D0A202020203C6D657461206E616D653D33442276696577706F72742220636F6E74656E743D33442277696474683D33446465766963652D77696474682C20696E697469616C2D7363616C653D0D0A3D334431223E0D0A202020203C6D657461206E616D653D334422636F6C6F722D736368656D652220636F6E74656E743D3344226C69676874206461726B223E0D0A202020203C6D657461206E616D653D334422737570706F727465642D636F6C6F722D736368656D65732220636F6E74656E743D3344226C69676874206461726B223E0D0A202020203C7469746C653E54686520417072696C203230323620726F756E6420697320726561647920666F7220796F7572207265766965773C2F7469746C653E0D0A2020203D32300D0A202020203C7374796C6520646174612D6373732D696E6C696E653D3344226B656570223E0D0A406D6564696120286D61782D77696474683A20343830707829207B0D0A20202E63617264207B2070616464696E673A203232707820313870782021696D706F7274616E743B207D0D0A20202E6F757473696465207B2070616464696E673A20313670782038707820323470782021696D706F7274616E743B207D0D0A20202E666163742D6E616D652C202E66616374207B20646973706C61793A20626C6F636B2021696D706F7274616E743B2070616464696E673A20302030203270782021696D706F7274616E3D0D0A743B2077686974652D73706163653A206E6F726D616C2021696D706F7274616E743B207D0D0A20202E66616374207B2070616464696E672D626F74746F6D3A203870782021696D706F7274616E743B207D0D0A20202E627574746F6E2D7461626C652C202E627574746F6E2D63656C6C207B2077696474683A20313030252021696D706F7274616E743B207D0D0A20202E627574746F6E207B20646973706C61793A20626C6F636B2021696D706F7274616E743B20746578742D616C69676E3A2063656E7465722021696D706F7274616E743B207D0D0A7D0D0A406D656469612028707265666572732D636F6C6F722D736368656D653A206461726B29207B0D0A20202E70616765207B206261636B67726F756E642D636F6C6F723A20233130313731382021696D706F7274616E743B20636F6C6F723A20236537656365612021696D706F7274616E743B207D0D0A20202E6272616E642C2068312C206832207B20636F6C6F723A20236630663466322021696D706F7274616E743B207D0D0A20202E7461672C2061207B20636F6C6F723A20233666643162612021696D706F7274616E743B207D0D0A20202E63617264207B206261636B67726F756E642D636F6C6F723A20233138323132322021696D706F7274616E743B20626F726465722D636F6C6F723A20233266336333642021696D706F3D0D0A7274616E743B207D0D0A20202E627574746F6E2D63656C6C2C202E686173207B206261636B67726F756E642D636F6C6F723A20233666643162612021696D706F7274616E743B207D0D0A20202E627574746F6E207B20636F6C6F723A20233036323331642021696D706F7274616E743B207D0D0A20202E647565207B206261636B67726F756E642D636F6C6F723A20233136333832662021696D706F7274616E743B20626F726465722D636F6C6F723A20233666643162612021696D706F723D0D0A74616E743B20636F6C6F723A20236630663466322021696D706F7274616E743B207D0D0A20202E726F772C202E616D6F756E74207B20626F726465722D636F6C6F723A20233266336333642021696D706F7274616E743B207D0D0A20202E71756F7465207B20626F726465722D636F6C6F723A20233461356135612021696D706F7274616E743B207D0D0A20202E73746570207B20626F726465722D636F6C6F723A20233138323132322021696D706F7274616E743B206261636B67726F756E642D636F6C6F723A20233335343334342021696D706F3D0D0A7274616E743B207D0D0A20202E737465702E686173207B206261636B67726F756E642D636F6C6F723A20233666643162612021696D706F7274616E743B207D0D0A20202E737465702E77616E7473207B206261636B67726F756E642D636F6C6F723A20233262373336352021696D706F7274616E743B207D0D0A20202E6D757465642C202E736D616C6C2C202E616D6F756E742C202E666163742D6E616D652C202E6C696E6B207B20636F6C6F723A20236137623462312021696D706F7274616E743B207D0D0A20202E7175696574207B20636F6C6F723A20236338643163652021696D706F7274616E743B207D0D0A7D202020203C2F7374796C653E0D0A20203C2F686561643E0D0A20203C626F647920636C6173733D3344227061676522207374796C653D3344226D617267696E3A20303B70616464696E673A20303B6261636B67726F756E642D636F6C6F723A20236661663D0D0A3966363B636F6C6F723A20233164326132623B666F6E742D66616D696C793A2073797374656D2D75692C202D6170706C652D73797374656D2C20275365676F65205549272C20526F626F743D0D0A6F2C20274E6F746F2053616E73272C20417269616C2C2073616E732D73657269663B666F6E742D73697A653A20313670783B6C696E652D6865696768743A20312E353B2D7765626B69742D3D0D0A746578742D73697A652D61646A7573743A20313030253B223E0D0A202020203C64697620636C6173733D33442270726568656164657222207374796C653D334422646973706C61793A206E6F6E653B6D61782D6865696768743A20303B6F766572666C6F773A3D0D0A2068696464656E3B666F6E742D73697A653A203170783B6C696E652D6865696768743A203170783B6F7061636974793A20303B223E332070616972732C2035206D656E74656573207769743D0D0A686F75742061206D617463682E204E6F626F647920686173206265656E20746F6C6420616E797468696E67207965742E3C2F6469763E0D0A202020203C7461626C6520636C6173733D33442270616765222063656C6C73706163696E673D334422302220726F6C653D33442270726573656E746174696F6E222077696474683D3344223D0D0A31303025222063656C6C70616464696E673D3344223022207374796C653D3344226D617267696E3A20303B70616464696E673A20303B6261636B67726F756E642D636F6C6F723A202366613D0D0A663966363B636F6C6F723A20233164326132623B666F6E742D66616D696C793A2073797374656D2D75692C202D6170706C652D73797374656D2C20275365676F65205549272C20526F626F3D0D0A746F2C20274E6F746F2053616E73272C20417269616C2C2073616E732D73657269663B666F6E742D73697A653A20313670783B6C696E652D6865696768743A20312E353B2D7765626B69743D0D0A2D746578742D73697A652D61646A7573743A20313030253B223E0D0A2020202020203C74626F64793E3C74723E0D0A20202020202020203C746420636C6173733D3344226F7574736964652220616C69676E3D33442263656E74657222207374796C653D33442270616464696E673A20323470782031327078203D0D0A333270783B223E0D0A202020202020202020203C7461626C6520636C6173733D3344227368656574222063656C6C73706163696E673D334422302220726F6C653D33442270726573656E746174696F6E222077693D0D0A6474683D33442231303025222063656C6C70616464696E673D3344223022207374796C653D3344226D61782D77696474683A2036303070783B6D617267696E3A2030206175746F3B7465783D0D0A742D616C69676E3A206C6566743B223E0D0A2020202020202020202020203C74626F64793E3C74723E0D0A20202020202020202020202020203C746420636C6173733D3344226272616E6422207374796C653D33442270616464696E673A20302034707820313470783B666F6E742D73697A653A20313D0D0A3570783B666F6E742D7765696768743A203630303B636F6C6F723A20233164326132623B223E3C7370616E20636C6173733D3344226D61726B22207374796C653D334422646973706C61793D0D0A3A20696E6C696E652D626C6F636B3B77696474683A20323670783B6D617267696E2D72696768743A20313070783B626F726465722D7261646975733A203770783B6261636B67726F756E643D0D0A2D636F6C6F723A20233066366135643B636F6C6F723A20236666666666663B666F6E742D73697A653A20313670783B6C696E652D6865696768743A20323670783B666F6E742D77656967683D0D0A743A203730303B746578742D616C69676E3A2063656E7465723B223E6D3C2F7370616E3E504D4F206D656E746F72696E673C2F74643E0D0A2020202020202020202020203C2F74723E0D0A2020202020202020202020203C74723E0D0A20202020202020202020202020203C746420636C6173733D3344226361726422207374796C653D3344226261636B67726F756E642D636F6C6F723A20236666666666663B626F726465723A3D0D0A2031707820736F6C696420236466646464333B626F726465722D7261646975733A20313270783B70616464696E673A20323870783B6F766572666C6F772D777261703A20616E79776865723D0D0A653B776F72642D627265616B3A20627265616B2D776F72643B223E0D0A202020202020202020202020202020203C6831207374796C653D3344226D617267696E3A2030203020313870783B666F6E742D73697A653A20323370783B6C696E652D6865696768743A203D0D0A312E32353B666F6E742D7765696768743A203635303B6C65747465722D73706163696E673A202D302E3031656D3B636F6C6F723A20233164326132623B223E54686520417072696C2032303D0D0A323620726F756E6420697320726561647920666F7220796F7572207265766965773C2F68313E0D0A202020202020202020202020202020203C70207374796C653D3344226D617267696E3A2030203020313470783B223E48656C6C6F2044616E69656C20416272616D6F7769747A2C3C2F703E0D0A3C70207374796C653D3344226D617267696E3A2030203020313470783B223E546865206D61746368696E67206F6620417072696C203230323620697320646F6E6520616E642077616974733D0D0A20666F7220796F752E204E6F626F647920686173206265656E20746F6C6420616E797468696E67207965742E3C2F703E0D0A3C7461626C6520636C6173733D3344226661637473222063656C6C73706163696E673D334422302220726F6C653D33442270726573656E746174696F6E222063656C6C70616464696E673D0D0A3D3344223022207374796C653D3344226D617267696E3A2030203020313470783B223E0D0A20203C74626F64793E3C74723E0D0A202020203C746420636C6173733D334422666163742D6E616D6522207374796C653D33442270616464696E673A2033707820313870782033707820303B636F6C6F723A20233535363236333D0D0A3B766572746963616C2D616C69676E3A20746F703B77686974652D73706163653A206E6F777261703B223E50616972733C2F74643E0D0A202020203C746420636C6173733D3344226661637422207374796C653D33442270616464696E673A2033707820303B766572746963616C2D616C69676E3A20746F703B6F766572666C6F773D0D0A2D777261703A20616E7977686572653B223E333C2F74643E0D0A20203C2F74723E0D0A20203C74723E0D0A202020203C746420636C6173733D334422666163742D6E616D6522207374796C653D33442270616464696E673A2033707820313870782033707820303B636F6C6F723A20233535363236333D0D0A3B766572746963616C2D616C69676E3A20746F703B77686974652D73706163653A206E6F777261703B223E4D656E7465657320776974686F75742061206D617463683C2F74643E0D0A202020203C746420636C6173733D3344226661637422207374796C653D33442270616464696E673A2033707820303B766572746963616C2D616C69676E3A20746F703B6F766572666C6F773D0D0A2D777261703A20616E7977686572653B223E353C2F74643E0D0A20203C2F74723E0D0A20203C74723E0D0A202020203C746420636C6173733D334422666163742D6E616D6522207374796C653D33442270616464696E673A2033707820313870782033707820303B636F6C6F723A20233535363236333D0D0A3B766572746963616C2D616C69676E3A20746F703B77686974652D73706163653A206E6F777261703B223E4176657261676520706F696E74733C2F74643E0D0A202020203C746420636C6173733D3344226661637422207374796C653D33442270616464696E673A2033707820303B766572746963616C2D616C69676E3A20746F703B6F766572666C6F773D0D0A2D777261703A20616E7977686572653B223E33333C2F74643E0D0A20203C2F74723E0D0A20203C74723E0D0A202020203C746420636C6173733D334422666163742D6E616D6522207374796C653D33442270616464696E673A2033707820313870782033707820303B636F6C6F723A20233535363236333D0D0A3B766572746963616C2D616C69676E3A20746F703B77686974652D73706163653A206E6F777261703B223E4C6F7765737420706F696E74733C2F74643E0D0A202020203C746420636C6173733D3344226661637422207374796C653D33442270616464696E673A2033707820303B766572746963616C2D616C69676E3A20746F703B6F766572666C6F773D0D0A2D777261703A20616E7977686572653B223E32333C2F74643E0D0A20203C2F74723E0D0A3C2F74626F64793E3C2F7461626C653E0D0A0D0A3C70207374796C653D3344226D617267696E3A2030203020313470783B223E4C6F6F6B2061742074686520706169727320616E642074686520726561736F6E732C206B656570206F7220663D0D0A6F726269642061207061697220776865726520796F75206B6E6F77206265747465722C20616E64207468656E207075626C6973682E3C2F703E0D0A3C7461626C6520636C6173733D334422616374696F6E20627574746F6E2D7461626C65222063656C6C73706163696E673D334422302220726F6C653D33442270726573656E746174696F6E3D0D0A222063656C6C70616464696E673D3344223022207374796C653D3344226D617267696E3A2032347078203020323070783B223E0D0A20203C74626F64793E3C74723E0D0A202020203C746420636C6173733D334422627574746F6E2D63656C6C22207374796C653D3344226261636B67726F756E642D636F6C6F723A20233066366135643B626F726465722D7261643D0D0A6975733A203870783B223E3C6120636C6173733D334422627574746F6E2220687265663D334422687474703A2F2F6C6F63616C686F73742F726F756E64732F3322207374796C653D3344223D0D0A636F6C6F723A20236666666666663B646973706C61793A20696E6C696E652D626C6F636B3B70616464696E673A203132707820323270783B666F6E742D7765696768743A203630303B74653D0D0A78742D6465636F726174696F6E3A206E6F6E653B626F726465722D7261646975733A203870783B223E5265766965772074686520726F756E643C2F613E3C2F74643E0D0A20203C2F74723E0D0A3C2F74626F64793E3C2F7461626C653E0D0A3C7020636C6173733D3344226C696E6B22207374796C653D3344226D617267696E3A2030203020313470783B666F6E742D73697A653A20313370783B636F6C6F723A20233535363236333B3D0D0A6F766572666C6F772D777261703A20616E7977686572653B776F72642D627265616B3A20627265616B2D776F72643B223E4F7220636F7079207468697320616464726573733A20687474703D0D0A3A2F2F6C6F63616C686F73742F726F756E64732F333C2F703E0D0A0D0A3C7020636C6173733D33442264756522207374796C653D3344226D617267696E3A2030203020313470783B70616464696E673A203132707820313470783B6261636B67726F756E642D636F3D0D0A6C6F723A20236466663065613B626F726465722D6C6566743A2033707820736F6C696420233066366135643B626F726465722D7261646975733A203670783B636F6C6F723A2023316432613D0D0A32623B223E4F666665727320676F206F7574206F6E6C79207768656E20796F75207075626C6973682E3C2F703E0D0A20202020202020202020202020203C2F74643E0D0A2020202020202020202020203C2F74723E0D0A2020202020202020202020203C74723E0D0A20202020202020202020202020203C746420636C6173733D334422666F6F7422207374796C653D33442270616464696E673A20313870782034707820303B223E0D0A202020202020202020202020202020203C7020636C6173733D334422736D616C6C22207374796C653D3344226D617267696E3A20302030203870783B666F6E742D73697A653A20313370783D0D0A3B6C696E652D6865696768743A20312E34353B636F6C6F723A20233535363236333B6F766572666C6F772D777261703A20616E7977686572653B223E596F75206765742074686973206D613D0D0A696C206265636175736520796F7520617265206120636F6F7264696E61746F72206F6620504D4F206D656E746F72696E672E3C2F703E0D0A202020202020202020202020202020203C7020636C6173733D334422736D616C6C22207374796C653D3344226D617267696E3A20302030203870783B666F6E742D73697A653A20313370783D0D0A3B6C696E652D6865696768743A20312E34353B636F6C6F723A20233535363236333B6F766572666C6F772D777261703A20616E7977686572653B223E0D0A5175657374696F6E733F20577269746520746F203C6120636C6173733D33442271756965742220687265663D3344226D61696C746F3A636F6F7264696E61746F72406578616D706C652E6F3D0D0A726722207374796C653D334422636F6C6F723A20233366346334643B223E636F6F7264696E61746F72406578616D706C652E6F72673C2F613E2E20202020202020202020202020202020203D0D0A203C6120636C6173733D33442271756965742220687265663D334422687474703A2F2F6C6F63616C686F73742F22207374796C653D334422636F6C6F723A20233366346334643B223E504D3D0D0A4F206D656E746F72696E673C2F613E0D0A202020202020202020202020202020203C2F703E0D0A20202020202020202020202020203C2F74643E0D0A2020202020202020202020203C2F74723E0D0A202020202020202020203C2F74626F64793E3C2F7461626C653E0D0A20202020202020203C2F74643E0D0A2020202020203C2F74723E0D0A202020203C2F74626F64793E3C2F7461626C653E0D0A203D32300D0A3C2F626F64793E3C2F68746D6C3E0D0A0D0A2D2D3D5F616C745F37346366653132396361636337326465323065316463333331643031613365352D2D0D0A',0);
INSERT INTO "outbox_mails" VALUES(81,'round_ready','round:3','harriet.osei@example.org',11,'{"round_id": 3}','<7989b064-1272-49cb-aa27-52f5c85f76ec@matchmaker.invalid>','pending',0,'2026-04-01 08:00:00.000000',NULL,NULL,NULL,'','2026-04-01 08:00:00.000000',NULL,NULL,0);
INSERT INTO "outbox_mails" VALUES(82,'coffee_introduced','coffee:10','alvaro.quintana@example.org',2,'{"group_id": 10}','<8b466e7b-5779-4219-b855-c4f9c9fff028@matchmaker.invalid>','pending',0,'2026-04-01 08:30:00.000000',NULL,NULL,NULL,'','2026-04-01 08:30:00.000000',NULL,NULL,0);
INSERT INTO "outbox_mails" VALUES(83,'coffee_introduced','coffee:10','giorgos.papadakis@example.org',14,'{"group_id": 10}','<a3aed277-05c8-4296-8056-a5987b193094@matchmaker.invalid>','pending',0,'2026-04-01 08:30:00.000000',NULL,NULL,NULL,'','2026-04-01 08:30:00.000000',NULL,NULL,0);
INSERT INTO "outbox_mails" VALUES(84,'coffee_introduced','coffee:11','amara.okafor@example.org',3,'{"group_id": 11}','<dd8be1f2-ef7b-4928-b359-fe8698f3ff56@matchmaker.invalid>','pending',0,'2026-04-01 08:30:00.000000',NULL,NULL,NULL,'','2026-04-01 08:30:00.000000',NULL,NULL,0);
INSERT INTO "outbox_mails" VALUES(85,'coffee_introduced','coffee:11','malgorzata.wojcik@example.org',20,'{"group_id": 11}','<3a7686aa-41f4-459e-a5c8-82681078841a@matchmaker.invalid>','pending',0,'2026-04-01 08:30:00.000000',NULL,NULL,NULL,'','2026-04-01 08:30:00.000000',NULL,NULL,0);
INSERT INTO "outbox_mails" VALUES(86,'coffee_introduced','coffee:11','siobhan.keane@example.org',22,'{"group_id": 11}','<48dcec89-c016-4bbd-95d9-f1b03ae7c40c@matchmaker.invalid>','pending',0,'2026-04-01 08:30:00.000000',NULL,NULL,NULL,'','2026-04-01 08:30:00.000000',NULL,NULL,0);
INSERT INTO "outbox_mails" VALUES(87,'coffee_introduced','coffee:12','beatriz.valadao@example.org',4,'{"group_id": 12}','<85710582-1ee9-4087-b7a6-8d53875bd750@matchmaker.invalid>','pending',0,'2026-04-01 08:30:00.000000',NULL,NULL,NULL,'','2026-04-01 08:30:00.000000',NULL,NULL,0);
INSERT INTO "outbox_mails" VALUES(88,'coffee_introduced','coffee:12','wanjiru.kamau@example.org',24,'{"group_id": 12}','<bb59d700-e2a7-4bbd-aeb7-408b2e5131e0@matchmaker.invalid>','pending',0,'2026-04-01 08:30:00.000000',NULL,NULL,NULL,'','2026-04-01 08:30:00.000000',NULL,NULL,0);
INSERT INTO "outbox_mails" VALUES(89,'coffee_introduced','coffee:13','bohdan.shevchuk@example.org',5,'{"group_id": 13}','<a1bcce8c-43cd-425c-aeed-743005e3785d@matchmaker.invalid>','pending',0,'2026-04-01 08:30:00.000000',NULL,NULL,NULL,'','2026-04-01 08:30:00.000000',NULL,NULL,0);
INSERT INTO "outbox_mails" VALUES(90,'coffee_introduced','coffee:13','nino.beridze@example.org',21,'{"group_id": 13}','<c6dbc137-bfcd-4615-aec9-8505c422db62@matchmaker.invalid>','pending',0,'2026-04-01 08:30:00.000000',NULL,NULL,NULL,'','2026-04-01 08:30:00.000000',NULL,NULL,0);
INSERT INTO "outbox_mails" VALUES(91,'coffee_introduced','coffee:14','budi.santoso@example.org',6,'{"group_id": 14}','<18d5c734-e9a6-41f6-bfe8-f8442ab4ed42@matchmaker.invalid>','pending',0,'2026-04-01 08:30:00.000000',NULL,NULL,NULL,'','2026-04-01 08:30:00.000000',NULL,NULL,0);
INSERT INTO "outbox_mails" VALUES(92,'coffee_introduced','coffee:14','jihoon.park@example.org',15,'{"group_id": 14}','<f167c5ba-2171-4e0e-bbdf-1bc4ec6d6489@matchmaker.invalid>','pending',0,'2026-04-01 08:30:00.000000',NULL,NULL,NULL,'','2026-04-01 08:30:00.000000',NULL,NULL,0);
INSERT INTO "outbox_mails" VALUES(93,'coffee_introduced','coffee:15','chiara.lopresti@example.org',8,'{"group_id": 15}','<60f89625-b5f8-4a37-9f45-d4f8c8b27292@matchmaker.invalid>','pending',0,'2026-04-01 08:30:00.000000',NULL,NULL,NULL,'','2026-04-01 08:30:00.000000',NULL,NULL,0);
INSERT INTO "outbox_mails" VALUES(94,'coffee_introduced','coffee:15','felix.oberlander@example.org',13,'{"group_id": 15}','<372e224e-98bf-467b-a795-dbae1629100e@matchmaker.invalid>','pending',0,'2026-04-01 08:30:00.000000',NULL,NULL,NULL,'','2026-04-01 08:30:00.000000',NULL,NULL,0);
INSERT INTO "outbox_mails" VALUES(95,'coffee_introduced','coffee:16','dakota.flett@example.org',9,'{"group_id": 16}','<dc4b8b1c-9809-4dd5-a4c5-bb19ba0a734c@matchmaker.invalid>','pending',0,'2026-04-01 08:30:00.000000',NULL,NULL,NULL,'','2026-04-01 08:30:00.000000',NULL,NULL,0);
INSERT INTO "outbox_mails" VALUES(96,'coffee_introduced','coffee:16','daniel.abramowitz@example.org',10,'{"group_id": 16}','<27e80f11-d8ad-49a3-906f-a5e873693647@matchmaker.invalid>','pending',0,'2026-04-01 08:30:00.000000',NULL,NULL,NULL,'','2026-04-01 08:30:00.000000',NULL,NULL,0);
INSERT INTO "outbox_mails" VALUES(97,'coffee_introduced','coffee:17','jose.mariapena@example.org',16,'{"group_id": 17}','<df75b1c4-61a1-4ec7-944f-f824fa35923a@matchmaker.invalid>','pending',0,'2026-04-01 08:30:00.000000',NULL,NULL,NULL,'','2026-04-01 08:30:00.000000',NULL,NULL,0);
INSERT INTO "outbox_mails" VALUES(98,'coffee_introduced','coffee:17','zdenka.rihova@example.org',25,'{"group_id": 17}','<f2eb1620-ad8f-4441-888e-032ae89d24d1@matchmaker.invalid>','pending',0,'2026-04-01 08:30:00.000000',NULL,NULL,NULL,'','2026-04-01 08:30:00.000000',NULL,NULL,0);
INSERT INTO "outbox_mails" VALUES(99,'match_ended','match:8','jose.mariapena@example.org',16,'{"match_id": 8, "outcome": "cancelled"}','<0d4428b6-e987-49ba-b0be-84798487b1f8@matchmaker.invalid>','pending',0,'2026-04-01 12:00:00.000000',NULL,NULL,NULL,'','2026-04-01 12:00:00.000000',NULL,NULL,0);
INSERT INTO "outbox_mails" VALUES(100,'round_ready','round:4','daniel.abramowitz@example.org',10,'{"round_id": 4}','<f106644f-1d13-467b-a2c1-26d61455afb0@matchmaker.invalid>','pending',0,'2026-04-02 09:10:00.000000',NULL,NULL,NULL,'','2026-04-02 09:10:00.000000',NULL,NULL,0);
INSERT INTO "outbox_mails" VALUES(101,'round_ready','round:4','harriet.osei@example.org',11,'{"round_id": 4}','<5662a3d0-7a70-4955-9224-081b64e9aa1c@matchmaker.invalid>','pending',0,'2026-04-02 09:10:00.000000',NULL,NULL,NULL,'','2026-04-02 09:10:00.000000',NULL,NULL,0);
CREATE TABLE pair_decisions (
	id INTEGER NOT NULL, 
	round_id INTEGER NOT NULL, 
	mentee_id INTEGER NOT NULL, 
	mentor_id INTEGER NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	reason TEXT NOT NULL, 
	decided_by_id INTEGER, 
	decided_at DATETIME NOT NULL, 
	CONSTRAINT pk_pair_decisions PRIMARY KEY (id), 
	CONSTRAINT fk_pair_decisions_decided_by_id_members FOREIGN KEY(decided_by_id) REFERENCES members (id) ON DELETE SET NULL, 
	CONSTRAINT fk_pair_decisions_mentee_id_members FOREIGN KEY(mentee_id) REFERENCES members (id) ON DELETE CASCADE, 
	CONSTRAINT fk_pair_decisions_mentor_id_members FOREIGN KEY(mentor_id) REFERENCES members (id) ON DELETE CASCADE, 
	CONSTRAINT fk_pair_decisions_round_id_rounds FOREIGN KEY(round_id) REFERENCES rounds (id) ON DELETE CASCADE, 
	CONSTRAINT uq_pair_decisions_round_id_mentee_id_mentor_id UNIQUE (round_id, mentee_id, mentor_id), 
	CONSTRAINT ck_pair_decisions_kind CHECK (kind IN ('lock', 'ban'))
);
INSERT INTO "pair_decisions" VALUES(1,1,4,3,'lock','Both asked for it: they know each other.',11,'2026-03-02 10:00:00.000000');
INSERT INTO "pair_decisions" VALUES(2,2,15,16,'lock','Ji-hoon moves to the site of José: they can meet there.',11,'2026-03-03 10:03:00.000000');
INSERT INTO "pair_decisions" VALUES(4,2,4,8,'ban','Beatriz told us of a dispute: it was about a budget.',10,'2026-03-03 10:09:00.000000');
INSERT INTO "pair_decisions" VALUES(5,2,7,16,'lock','',11,'2026-03-03 10:22:00.000000');
INSERT INTO "pair_decisions" VALUES(6,3,19,16,'lock','Wei Jie lost a mentor: José, who knows the archive, has agreed.',11,'2026-04-01 10:03:00.000000');
INSERT INTO "pair_decisions" VALUES(7,3,22,16,'ban','Siobhán reports to José from May on.',11,'2026-04-02 09:03:00.000000');
INSERT INTO "pair_decisions" VALUES(8,3,20,3,'lock','Amara offered it: two evenings a month.',10,'2026-04-02 09:06:00.000000');
INSERT INTO "pair_decisions" VALUES(9,4,19,3,'ban','Wei Jie and Amara have said all that they had to say: somebody new.',10,'2026-04-02 09:13:00.000000');
CREATE TABLE "participations" (
	id INTEGER NOT NULL, 
	programme_id INTEGER NOT NULL, 
	member_id INTEGER NOT NULL, 
	is_mentee BOOLEAN NOT NULL, 
	is_mentor BOOLEAN NOT NULL, 
	is_networker BOOLEAN NOT NULL, 
	capacity INTEGER NOT NULL, 
	paused_until DATE, 
	silent_since DATETIME, 
	expired_offers INTEGER NOT NULL, 
	rounds_waited INTEGER NOT NULL, 
	has_first_priority BOOLEAN NOT NULL, 
	skipped_chat_month VARCHAR(7), 
	unanswered_chats INTEGER NOT NULL, 
	chats_paused_since DATETIME, 
	CONSTRAINT pk_participations PRIMARY KEY (id), 
	CONSTRAINT fk_participations_programme_id_programmes FOREIGN KEY(programme_id) REFERENCES programmes (id), 
	CONSTRAINT ck_participations_rounds_waited CHECK (rounds_waited >= 0), 
	CONSTRAINT uq_participations_programme_id_member_id UNIQUE (programme_id, member_id), 
	CONSTRAINT ck_participations_capacity CHECK (capacity BETWEEN 0 AND 5), 
	CONSTRAINT fk_participations_member_id_members FOREIGN KEY(member_id) REFERENCES members (id) ON DELETE CASCADE, 
	CONSTRAINT ck_participations_expired_offers CHECK (expired_offers >= 0), 
	CONSTRAINT ck_participations_unanswered_chats CHECK (unanswered_chats >= 0)
);
INSERT INTO "participations" VALUES(1,1,1,1,0,0,1,NULL,NULL,0,1,0,NULL,0,NULL);
INSERT INTO "participations" VALUES(2,1,2,1,0,1,1,NULL,NULL,0,1,1,NULL,0,NULL);
INSERT INTO "participations" VALUES(3,1,3,0,1,1,2,NULL,NULL,0,0,0,NULL,0,NULL);
INSERT INTO "participations" VALUES(4,1,4,1,0,1,1,NULL,NULL,0,0,0,NULL,0,NULL);
INSERT INTO "participations" VALUES(5,1,5,1,0,1,1,NULL,NULL,0,0,0,NULL,0,NULL);
INSERT INTO "participations" VALUES(6,1,6,1,0,1,1,NULL,NULL,0,0,0,NULL,0,NULL);
INSERT INTO "participations" VALUES(7,1,7,0,0,0,1,NULL,NULL,0,0,0,NULL,0,NULL);
INSERT INTO "participations" VALUES(8,1,8,0,1,1,1,NULL,NULL,0,0,0,NULL,0,NULL);
INSERT INTO "participations" VALUES(9,1,9,0,0,1,1,NULL,NULL,0,0,0,NULL,0,NULL);
INSERT INTO "participations" VALUES(10,1,10,0,0,1,1,NULL,NULL,0,0,0,NULL,0,NULL);
INSERT INTO "participations" VALUES(11,1,11,0,0,0,1,NULL,NULL,0,0,0,NULL,0,NULL);
INSERT INTO "participations" VALUES(12,1,12,1,0,0,1,NULL,NULL,0,0,0,NULL,0,NULL);
INSERT INTO "participations" VALUES(13,1,13,0,1,1,2,NULL,NULL,0,0,0,NULL,0,NULL);
INSERT INTO "participations" VALUES(14,1,14,1,1,1,3,NULL,'2026-03-16 09:00:00.000000',2,1,1,NULL,0,NULL);
INSERT INTO "participations" VALUES(15,1,15,1,0,1,1,NULL,NULL,0,0,0,NULL,0,NULL);
INSERT INTO "participations" VALUES(16,1,16,0,1,1,3,NULL,NULL,1,0,0,NULL,0,NULL);
INSERT INTO "participations" VALUES(17,1,17,1,0,1,1,NULL,NULL,0,1,0,NULL,0,NULL);
INSERT INTO "participations" VALUES(18,1,18,0,1,1,1,'2026-06-01',NULL,1,0,0,NULL,0,NULL);
INSERT INTO "participations" VALUES(19,1,19,1,0,0,1,NULL,NULL,0,0,0,NULL,0,NULL);
INSERT INTO "participations" VALUES(20,1,20,1,0,1,1,NULL,NULL,0,1,1,NULL,0,NULL);
INSERT INTO "participations" VALUES(21,1,21,0,1,1,1,NULL,NULL,0,0,0,NULL,0,NULL);
INSERT INTO "participations" VALUES(22,1,22,1,0,1,1,NULL,NULL,0,1,1,NULL,0,NULL);
INSERT INTO "participations" VALUES(23,1,23,0,1,1,2,'2026-06-01',NULL,1,0,0,NULL,0,NULL);
INSERT INTO "participations" VALUES(24,1,24,1,0,1,1,NULL,NULL,0,0,0,NULL,0,NULL);
INSERT INTO "participations" VALUES(25,1,25,1,0,1,1,NULL,NULL,0,0,0,NULL,0,NULL);
CREATE TABLE policy_versions (
	id INTEGER NOT NULL, 
	programme_id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	document JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_policy_versions PRIMARY KEY (id), 
	CONSTRAINT fk_policy_versions_programme_id_programmes FOREIGN KEY(programme_id) REFERENCES programmes (id), 
	CONSTRAINT uq_policy_versions_programme_id_version UNIQUE (programme_id, version)
);
CREATE TABLE profile_certifications (
	member_id INTEGER NOT NULL, 
	certification VARCHAR(40) NOT NULL, 
	state VARCHAR(40) NOT NULL, 
	CONSTRAINT pk_profile_certifications PRIMARY KEY (member_id, certification), 
	CONSTRAINT fk_profile_certifications_member_id_profiles FOREIGN KEY(member_id) REFERENCES profiles (member_id) ON DELETE CASCADE, 
	CONSTRAINT ck_profile_certifications_state CHECK (state IN ('held', 'studying', 'wanted'))
);
INSERT INTO "profile_certifications" VALUES(2,'pfmp','wanted');
INSERT INTO "profile_certifications" VALUES(2,'pmi_rmp','wanted');
INSERT INTO "profile_certifications" VALUES(3,'prince2','held');
INSERT INTO "profile_certifications" VALUES(3,'mor','held');
INSERT INTO "profile_certifications" VALUES(3,'ipmo_p','held');
INSERT INTO "profile_certifications" VALUES(3,'safe','held');
INSERT INTO "profile_certifications" VALUES(4,'pmi_rmp','wanted');
INSERT INTO "profile_certifications" VALUES(4,'apm_pfq','wanted');
INSERT INTO "profile_certifications" VALUES(6,'scrum','wanted');
INSERT INTO "profile_certifications" VALUES(8,'pmi_rmp','held');
INSERT INTO "profile_certifications" VALUES(8,'ipmo_p','held');
INSERT INTO "profile_certifications" VALUES(13,'capm','held');
INSERT INTO "profile_certifications" VALUES(13,'mop','held');
INSERT INTO "profile_certifications" VALUES(13,'ipmo_p','held');
INSERT INTO "profile_certifications" VALUES(14,'apm_pmq','held');
INSERT INTO "profile_certifications" VALUES(14,'ipma_b','held');
INSERT INTO "profile_certifications" VALUES(15,'pmp','wanted');
INSERT INTO "profile_certifications" VALUES(15,'scrum','wanted');
INSERT INTO "profile_certifications" VALUES(16,'capm','held');
INSERT INTO "profile_certifications" VALUES(16,'pfmp','held');
INSERT INTO "profile_certifications" VALUES(17,'capm','studying');
INSERT INTO "profile_certifications" VALUES(17,'scrum','wanted');
INSERT INTO "profile_certifications" VALUES(18,'ipmo_p','held');
INSERT INTO "profile_certifications" VALUES(18,'prosci','held');
INSERT INTO "profile_certifications" VALUES(19,'capm','wanted');
INSERT INTO "profile_certifications" VALUES(20,'capm','studying');
INSERT INTO "profile_certifications" VALUES(20,'pfmp','wanted');
INSERT INTO "profile_certifications" VALUES(21,'pmp','held');
INSERT INTO "profile_certifications" VALUES(21,'ipma_b','held');
INSERT INTO "profile_certifications" VALUES(22,'capm','wanted');
INSERT INTO "profile_certifications" VALUES(23,'pgmp','held');
INSERT INTO "profile_certifications" VALUES(23,'mor','held');
INSERT INTO "profile_certifications" VALUES(25,'pgmp','wanted');
INSERT INTO "profile_certifications" VALUES(25,'pmi_rmp','wanted');
CREATE TABLE profile_looks (
	id INTEGER NOT NULL, 
	member_id INTEGER, 
	member_code VARCHAR(20) NOT NULL, 
	viewer_id INTEGER, 
	viewer_code VARCHAR(20) NOT NULL, 
	looked_at DATETIME NOT NULL, 
	CONSTRAINT pk_profile_looks PRIMARY KEY (id), 
	CONSTRAINT fk_profile_looks_member_id_members FOREIGN KEY(member_id) REFERENCES members (id) ON DELETE CASCADE, 
	CONSTRAINT fk_profile_looks_viewer_id_members FOREIGN KEY(viewer_id) REFERENCES members (id) ON DELETE SET NULL
);
CREATE TABLE profile_skills (
	member_id INTEGER NOT NULL, 
	skill VARCHAR(60) NOT NULL, 
	level INTEGER, 
	target_level INTEGER, 
	importance INTEGER NOT NULL, 
	CONSTRAINT pk_profile_skills PRIMARY KEY (member_id, skill), 
	CONSTRAINT ck_profile_skills_importance CHECK (importance BETWEEN 1 AND 3), 
	CONSTRAINT ck_profile_skills_level CHECK (level BETWEEN 0 AND 5), 
	CONSTRAINT ck_profile_skills_target_level CHECK (target_level BETWEEN 0 AND 5), 
	CONSTRAINT fk_profile_skills_member_id_profiles FOREIGN KEY(member_id) REFERENCES profiles (member_id) ON DELETE CASCADE
);
INSERT INTO "profile_skills" VALUES(1,'problem_solving',2,4,3);
INSERT INTO "profile_skills" VALUES(1,'finance',1,3,2);
INSERT INTO "profile_skills" VALUES(1,'resource_management',1,2,2);
INSERT INTO "profile_skills" VALUES(1,'documentation',1,3,2);
INSERT INTO "profile_skills" VALUES(1,'governance',0,2,2);
INSERT INTO "profile_skills" VALUES(2,'conflict_resolution',3,4,2);
INSERT INTO "profile_skills" VALUES(2,'change_leadership',2,4,1);
INSERT INTO "profile_skills" VALUES(2,'prioritisation',3,5,2);
INSERT INTO "profile_skills" VALUES(2,'governance',1,4,3);
INSERT INTO "profile_skills" VALUES(2,'benefits',2,4,2);
INSERT INTO "profile_skills" VALUES(3,'collaborative_leadership',3,NULL,2);
INSERT INTO "profile_skills" VALUES(3,'conflict_resolution',4,NULL,2);
INSERT INTO "profile_skills" VALUES(3,'coaching',3,NULL,2);
INSERT INTO "profile_skills" VALUES(3,'change_leadership',4,NULL,2);
INSERT INTO "profile_skills" VALUES(3,'planning_software',5,NULL,2);
INSERT INTO "profile_skills" VALUES(3,'portfolio_software',4,NULL,2);
INSERT INTO "profile_skills" VALUES(3,'prioritisation',2,NULL,2);
INSERT INTO "profile_skills" VALUES(3,'methods',2,NULL,2);
INSERT INTO "profile_skills" VALUES(3,'knowledge',3,NULL,2);
INSERT INTO "profile_skills" VALUES(4,'stakeholder_engagement',0,2,1);
INSERT INTO "profile_skills" VALUES(4,'planning_software',2,3,2);
INSERT INTO "profile_skills" VALUES(4,'documentation',1,3,1);
INSERT INTO "profile_skills" VALUES(4,'governance',0,2,2);
INSERT INTO "profile_skills" VALUES(4,'risk',0,2,2);
INSERT INTO "profile_skills" VALUES(4,'benefits',1,4,3);
INSERT INTO "profile_skills" VALUES(4,'knowledge',0,2,2);
INSERT INTO "profile_skills" VALUES(5,'adaptability',2,3,1);
INSERT INTO "profile_skills" VALUES(5,'documentation',1,3,2);
INSERT INTO "profile_skills" VALUES(5,'benefits',0,3,3);
INSERT INTO "profile_skills" VALUES(5,'knowledge',0,2,2);
INSERT INTO "profile_skills" VALUES(6,'stakeholder_engagement',0,3,2);
INSERT INTO "profile_skills" VALUES(6,'coaching',2,3,1);
INSERT INTO "profile_skills" VALUES(6,'portfolio_software',1,3,2);
INSERT INTO "profile_skills" VALUES(6,'data_analysis',0,3,3);
INSERT INTO "profile_skills" VALUES(6,'governance',1,4,2);
INSERT INTO "profile_skills" VALUES(6,'benefits',2,3,2);
INSERT INTO "profile_skills" VALUES(8,'strategic_thinking',4,NULL,2);
INSERT INTO "profile_skills" VALUES(8,'executive_communication',4,NULL,2);
INSERT INTO "profile_skills" VALUES(8,'collaborative_leadership',4,NULL,2);
INSERT INTO "profile_skills" VALUES(8,'stakeholder_engagement',4,NULL,2);
INSERT INTO "profile_skills" VALUES(8,'problem_solving',3,NULL,2);
INSERT INTO "profile_skills" VALUES(8,'adaptability',2,NULL,2);
INSERT INTO "profile_skills" VALUES(8,'planning_software',3,NULL,2);
INSERT INTO "profile_skills" VALUES(8,'portfolio_software',3,NULL,2);
INSERT INTO "profile_skills" VALUES(8,'prioritisation',2,NULL,2);
INSERT INTO "profile_skills" VALUES(8,'finance',3,NULL,2);
INSERT INTO "profile_skills" VALUES(8,'pmo_design',3,NULL,2);
INSERT INTO "profile_skills" VALUES(12,'conflict_resolution',3,4,3);
INSERT INTO "profile_skills" VALUES(12,'problem_solving',0,2,2);
INSERT INTO "profile_skills" VALUES(12,'documentation',2,3,2);
INSERT INTO "profile_skills" VALUES(12,'governance',0,2,2);
INSERT INTO "profile_skills" VALUES(13,'strategic_thinking',3,NULL,2);
INSERT INTO "profile_skills" VALUES(13,'conflict_resolution',4,NULL,2);
INSERT INTO "profile_skills" VALUES(13,'stakeholder_engagement',5,NULL,2);
INSERT INTO "profile_skills" VALUES(13,'problem_solving',4,NULL,2);
INSERT INTO "profile_skills" VALUES(13,'facilitation',3,NULL,2);
INSERT INTO "profile_skills" VALUES(13,'coaching',2,NULL,2);
INSERT INTO "profile_skills" VALUES(13,'portfolio_software',2,NULL,2);
INSERT INTO "profile_skills" VALUES(13,'finance',3,NULL,2);
INSERT INTO "profile_skills" VALUES(13,'governance',3,NULL,2);
INSERT INTO "profile_skills" VALUES(14,'strategic_thinking',3,NULL,2);
INSERT INTO "profile_skills" VALUES(14,'executive_communication',4,5,3);
INSERT INTO "profile_skills" VALUES(14,'collaborative_leadership',4,5,2);
INSERT INTO "profile_skills" VALUES(14,'influencing',2,5,2);
INSERT INTO "profile_skills" VALUES(14,'prioritisation',2,5,1);
INSERT INTO "profile_skills" VALUES(14,'documentation',2,NULL,2);
INSERT INTO "profile_skills" VALUES(14,'change_control',5,NULL,2);
INSERT INTO "profile_skills" VALUES(14,'methods',5,NULL,2);
INSERT INTO "profile_skills" VALUES(14,'pmo_design',5,NULL,2);
INSERT INTO "profile_skills" VALUES(14,'knowledge',4,NULL,2);
INSERT INTO "profile_skills" VALUES(15,'stakeholder_engagement',1,3,1);
INSERT INTO "profile_skills" VALUES(15,'adaptability',1,3,3);
INSERT INTO "profile_skills" VALUES(15,'coaching',1,3,2);
INSERT INTO "profile_skills" VALUES(15,'governance',2,4,2);
INSERT INTO "profile_skills" VALUES(15,'benefits',1,3,1);
INSERT INTO "profile_skills" VALUES(15,'change_control',0,3,2);
INSERT INTO "profile_skills" VALUES(15,'methods',2,4,2);
INSERT INTO "profile_skills" VALUES(16,'strategic_thinking',3,NULL,2);
INSERT INTO "profile_skills" VALUES(16,'stakeholder_engagement',3,NULL,2);
INSERT INTO "profile_skills" VALUES(16,'problem_solving',4,NULL,2);
INSERT INTO "profile_skills" VALUES(16,'coaching',5,NULL,2);
INSERT INTO "profile_skills" VALUES(16,'change_leadership',5,NULL,2);
INSERT INTO "profile_skills" VALUES(16,'planning_software',4,NULL,2);
INSERT INTO "profile_skills" VALUES(16,'data_analysis',3,NULL,2);
INSERT INTO "profile_skills" VALUES(16,'finance',4,NULL,2);
INSERT INTO "profile_skills" VALUES(16,'change_control',3,NULL,2);
INSERT INTO "profile_skills" VALUES(17,'collaborative_leadership',2,4,3);
INSERT INTO "profile_skills" VALUES(17,'stakeholder_engagement',1,3,2);
INSERT INTO "profile_skills" VALUES(17,'facilitation',1,3,2);
INSERT INTO "profile_skills" VALUES(17,'risk',2,4,2);
INSERT INTO "profile_skills" VALUES(17,'benefits',1,3,1);
INSERT INTO "profile_skills" VALUES(17,'methods',3,4,2);
INSERT INTO "profile_skills" VALUES(18,'executive_communication',3,NULL,2);
INSERT INTO "profile_skills" VALUES(18,'conflict_resolution',4,NULL,2);
INSERT INTO "profile_skills" VALUES(18,'problem_solving',2,NULL,2);
INSERT INTO "profile_skills" VALUES(18,'adaptability',5,NULL,2);
INSERT INTO "profile_skills" VALUES(18,'influencing',5,NULL,2);
INSERT INTO "profile_skills" VALUES(18,'facilitation',4,NULL,2);
INSERT INTO "profile_skills" VALUES(19,'change_leadership',3,4,3);
INSERT INTO "profile_skills" VALUES(19,'documentation',1,3,1);
INSERT INTO "profile_skills" VALUES(19,'governance',1,2,2);
INSERT INTO "profile_skills" VALUES(19,'knowledge',1,2,2);
INSERT INTO "profile_skills" VALUES(20,'stakeholder_engagement',0,2,2);
INSERT INTO "profile_skills" VALUES(20,'adaptability',1,3,2);
INSERT INTO "profile_skills" VALUES(20,'portfolio_software',1,4,3);
INSERT INTO "profile_skills" VALUES(20,'documentation',1,3,1);
INSERT INTO "profile_skills" VALUES(20,'governance',0,2,2);
INSERT INTO "profile_skills" VALUES(21,'strategic_thinking',4,NULL,2);
INSERT INTO "profile_skills" VALUES(21,'collaborative_leadership',2,NULL,2);
INSERT INTO "profile_skills" VALUES(21,'facilitation',3,NULL,2);
INSERT INTO "profile_skills" VALUES(21,'coaching',5,NULL,2);
INSERT INTO "profile_skills" VALUES(21,'change_leadership',4,NULL,2);
INSERT INTO "profile_skills" VALUES(21,'planning_software',4,NULL,2);
INSERT INTO "profile_skills" VALUES(21,'finance',3,NULL,2);
INSERT INTO "profile_skills" VALUES(21,'documentation',3,NULL,2);
INSERT INTO "profile_skills" VALUES(21,'governance',3,NULL,2);
INSERT INTO "profile_skills" VALUES(21,'knowledge',4,NULL,2);
INSERT INTO "profile_skills" VALUES(22,'stakeholder_engagement',1,3,2);
INSERT INTO "profile_skills" VALUES(22,'facilitation',0,3,2);
INSERT INTO "profile_skills" VALUES(22,'governance',2,4,2);
INSERT INTO "profile_skills" VALUES(22,'risk',2,4,2);
INSERT INTO "profile_skills" VALUES(22,'change_control',2,4,3);
INSERT INTO "profile_skills" VALUES(23,'conflict_resolution',2,NULL,2);
INSERT INTO "profile_skills" VALUES(23,'planning_software',3,NULL,2);
INSERT INTO "profile_skills" VALUES(23,'prioritisation',3,NULL,2);
INSERT INTO "profile_skills" VALUES(23,'finance',3,NULL,2);
INSERT INTO "profile_skills" VALUES(23,'resource_management',4,NULL,2);
INSERT INTO "profile_skills" VALUES(23,'change_control',4,NULL,2);
INSERT INTO "profile_skills" VALUES(23,'methods',4,NULL,2);
INSERT INTO "profile_skills" VALUES(23,'pmo_design',5,NULL,2);
INSERT INTO "profile_skills" VALUES(24,'stakeholder_engagement',0,2,2);
INSERT INTO "profile_skills" VALUES(24,'adaptability',1,3,2);
INSERT INTO "profile_skills" VALUES(24,'documentation',2,3,2);
INSERT INTO "profile_skills" VALUES(24,'risk',0,2,1);
INSERT INTO "profile_skills" VALUES(24,'methods',2,3,3);
INSERT INTO "profile_skills" VALUES(25,'stakeholder_engagement',0,2,2);
INSERT INTO "profile_skills" VALUES(25,'adaptability',1,3,1);
INSERT INTO "profile_skills" VALUES(25,'planning_software',1,3,2);
INSERT INTO "profile_skills" VALUES(25,'resource_management',2,4,3);
INSERT INTO "profile_skills" VALUES(25,'documentation',2,3,2);
INSERT INTO "profile_skills" VALUES(25,'knowledge',0,2,1);
CREATE TABLE profiles (
	member_id INTEGER NOT NULL, 
	department VARCHAR(120) NOT NULL, 
	job_title VARCHAR(120) NOT NULL, 
	location VARCHAR(120) NOT NULL, 
	time_zone VARCHAR(64) NOT NULL, 
	languages JSON NOT NULL, 
	manager_email VARCHAR(254) NOT NULL, 
	ladder_step VARCHAR(40) NOT NULL, 
	about TEXT NOT NULL, 
	interests JSON NOT NULL, 
	other_certification VARCHAR(120) NOT NULL, 
	target_role VARCHAR(40) NOT NULL, 
	goals TEXT NOT NULL, 
	help_with TEXT NOT NULL, 
	updated_at DATETIME NOT NULL, 
	completed_at DATETIME, 
	CONSTRAINT pk_profiles PRIMARY KEY (member_id), 
	CONSTRAINT fk_profiles_member_id_members FOREIGN KEY(member_id) REFERENCES members (id) ON DELETE CASCADE
);
INSERT INTO "profiles" VALUES(1,'Customer Services','Project support officer','Dakar','Africa/Dakar','["fr"]','stefan.balanescu@example.org','administrator','','["agile_pmo", "benefits_value", "career_move"]','','analyst','Find root causes in late projects instead of asking for another report.','','2026-03-02 08:00:00.000000','2026-03-02 08:00:00.000000');
INSERT INTO "profiles" VALUES(2,'Customer Services','PMO specialist','Madrid','Europe/Madrid','["en", "es"]','director.customerservices@example.org','specialist','I keep the plans of Customer Services together and would like to know how others do it.','["certification_study", "career_move"]','','head','Design a light governance for small projects.','','2026-03-02 08:00:00.000000','2026-03-02 08:00:00.000000');
INSERT INTO "profiles" VALUES(3,'Human Resources','PMO manager','Lagos','Africa/Lagos','["en"]','','manager','I set up our first PMO in Human Resources and made every mistake once.','["benefits_value", "community"]','','','','Getting sites to adopt new ways. Scheduling in Microsoft Project and Jira.','2026-03-02 08:00:00.000000','2026-03-02 08:00:00.000000');
INSERT INTO "profiles" VALUES(4,'IT','Team leader','Lisboa','Europe/Lisbon','["en", "pt"]','felix.oberlander@example.org','aspiring','Two years of supporting projects in IT, and curious about everything behind the reports.','["career_move"]','','administrator','Defend a business case in front of finance.','','2026-03-02 08:00:00.000000','2026-03-02 08:00:00.000000');
INSERT INTO "profiles" VALUES(5,'Supply Chain','Project assistant','Kyiv','Europe/Kyiv','["en", "uk"]','director.supplychain@example.org','aspiring','I keep the plans of Supply Chain together and would like to know how others do it.','["pmo_setup", "analytics_ai"]','','administrator','Track benefits after go-live, when everybody has moved on.','','2026-03-02 08:00:00.000000','2026-03-02 08:00:00.000000');
INSERT INTO "profiles" VALUES(6,'IT','Project support officer','Jakarta','Asia/Jakarta','["en", "id"]','director.it@example.org','administrator','Back after parental leave, in IT, three days a week.','["agile_pmo", "public_sector", "certification_study", "career_move"]','','specialist','Move from Excel to a dashboard that leadership opens by themselves.','','2026-03-02 08:00:00.000000','2026-03-02 08:00:00.000000');
INSERT INTO "profiles" VALUES(7,'','','','','[]','','','','[]','','','','','2026-03-02 08:00:00.000000',NULL);
INSERT INTO "profiles" VALUES(8,'Finance','PMO manager','Milano','Europe/Rome','["en", "it"]','director.finance@example.org','manager','Eighteen years in programme offices, the last six in Finance.','["returning"]','','','','Linking portfolios to strategy. Board papers and difficult meetings.','2026-03-02 08:00:00.000000','2026-03-02 08:00:00.000000');
INSERT INTO "profiles" VALUES(9,'Public Affairs','PMO analyst','Winnipeg','America/Winnipeg','["en"]','','analyst','','["certification_study", "returning"]','','','','','2026-03-02 08:00:00.000000','2026-03-02 08:00:00.000000');
INSERT INTO "profiles" VALUES(10,'Human Resources','Programme coordinator','New York','America/New_York','["en"]','','manager','I run the mentoring programme.','["pmo_setup", "benefits_value", "transformation", "career_move"]','','','','','2026-03-02 08:00:00.000000','2026-03-02 08:00:00.000000');
INSERT INTO "profiles" VALUES(11,'Human Resources','Head of the mentoring programme','London','Europe/London','["en"]','','manager','I run the mentoring programme.','["pmo_setup", "agile_pmo", "analytics_ai"]','','','','','2026-03-02 08:00:00.000000',NULL);
INSERT INTO "profiles" VALUES(12,'Engineering','Office manager','İstanbul','Europe/Istanbul','["en", "tr"]','nino.beridze@example.org','aspiring','I came to project work from Engineering and want to stay.','["pmo_setup", "agile_pmo", "analytics_ai", "community"]','','administrator','Keep two programme managers who share one budget talking to each other.','','2026-03-03 07:00:00.000000','2026-03-03 07:00:00.000000');
INSERT INTO "profiles" VALUES(13,'IT','Programme office manager','Berlin','Europe/Berlin','["en", "de"]','director.it@example.org','manager','Eighteen years in programme offices, the last six in IT.','["portfolio_pmo", "community"]','','','','Conflicts between programmes. Stakeholder mapping and hard conversations.','2026-03-03 07:00:00.000000','2026-03-03 07:00:00.000000');
INSERT INTO "profiles" VALUES(14,'Finance','Risk lead','Athens','Europe/Athens','["en", "el"]','chiara.lopresti@example.org','specialist','','["certification_study"]','','head','Present to the board without hiding behind forty slides.','Change boards and baselines. Hybrid delivery, PRINCE2 with agile teams.','2026-03-03 07:00:00.000000','2026-03-03 07:00:00.000000');
INSERT INTO "profiles" VALUES(15,'Human Resources','PMO coordinator','서울','Asia/Seoul','["en", "ko"]','amara.okafor@example.org','administrator','Back after parental leave, in Human Resources, three days a week.','["public_sector", "returning"]','','specialist','Move from a paper-based office to one that re-plans every fortnight.','','2026-03-03 07:00:00.000000','2026-03-03 07:00:00.000000');
INSERT INTO "profiles" VALUES(16,'Human Resources','Director of portfolio office','Ciudad de México','America/Mexico_City','["en", "es"]','','head','I set up our first PMO in Human Resources and made every mistake once.','["pmo_setup"]','','','','Growing people; I coach in my free time. Getting sites to adopt new ways.','2026-03-03 07:00:00.000000','2026-03-03 07:00:00.000000');
INSERT INTO "profiles" VALUES(17,'Engineering','PMO coordinator','東京','Asia/Tokyo','["ja"]','','administrator','Two years of supporting projects in Engineering, and curious about everything behind the reports.','["benefits_value", "transformation", "public_sector"]','','specialist','Lead a team that does not report to me and still delivers.','','2026-03-03 07:00:00.000000','2026-03-03 07:00:00.000000');
INSERT INTO "profiles" VALUES(18,'Engineering','Head of PMO','Berlin','Europe/Berlin','["en", "de"]','director.engineering@example.org','head','From administrator to here in eleven years, all of them in Engineering.','["portfolio_pmo", "analytics_ai", "benefits_value"]','','','','Re-planning without losing the thread. Influence when you have no authority.','2026-03-03 07:00:00.000000','2026-03-03 07:00:00.000000');
INSERT INTO "profiles" VALUES(19,'Public Affairs','Project assistant','Singapore','Asia/Singapore','["en", "zh"]','director.publicaffairs@example.org','aspiring','Two years of supporting projects in Public Affairs, and curious about everything behind the reports.','["portfolio_pmo", "public_sector"]','','administrator','Bring a new reporting process to six sites that all like the old one.','','2026-03-03 07:00:00.000000','2026-03-03 07:00:00.000000');
INSERT INTO "profiles" VALUES(20,'Customer Services','Project assistant','Warszawa','Europe/Warsaw','["en", "pl"]','stefan.balanescu@example.org','aspiring','Back after parental leave, in Customer Services, three days a week.','["benefits_value", "certification_study", "career_move"]','','administrator','Get more out of the portfolio system than the traffic lights on page one.','','2026-03-03 07:00:00.000000','2026-03-03 07:00:00.000000');
INSERT INTO "profiles" VALUES(21,'Engineering','Director of portfolio office','Tbilisi','Asia/Tbilisi','["en"]','director.engineering@example.org','head','From administrator to here in eleven years, all of them in Engineering.','["pmo_setup", "agile_pmo", "public_sector"]','','','','Growing people; I coach in my free time. Getting sites to adopt new ways.','2026-03-03 07:00:00.000000','2026-03-03 07:00:00.000000');
INSERT INTO "profiles" VALUES(22,'IT','PMO coordinator','Dublin','Europe/Dublin','["en", "ga"]','felix.oberlander@example.org','administrator','Two years of supporting projects in IT, and curious about everything behind the reports.','["certification_study", "community"]','','specialist','Set up a change board that answers within a week.','','2026-03-03 07:00:00.000000','2026-03-03 07:00:00.000000');
INSERT INTO "profiles" VALUES(23,'Customer Services','Head of PMO','București','Europe/Bucharest','["en", "ro"]','director.customerservices@example.org','head','','["analytics_ai", "career_move"]','','','','Change boards and baselines. Hybrid delivery, PRINCE2 with agile teams.','2026-03-03 07:00:00.000000','2026-03-03 07:00:00.000000');
INSERT INTO "profiles" VALUES(24,'Finance','Accountant','Nairobi','Africa/Nairobi','["en"]','director.finance@example.org','aspiring','Trained as an engineer; I found out that I prefer the portfolio to the machine.','["career_move"]','','administrator','Find out which method fits a programme of forty small projects.','','2026-03-03 07:00:00.000000','2026-03-03 07:00:00.000000');
INSERT INTO "profiles" VALUES(25,'Finance','Project assistant','Praha','Europe/Prague','["en", "cs"]','chiara.lopresti@example.org','aspiring','Two years of supporting projects in Finance, and curious about everything behind the reports.','["pmo_setup", "analytics_ai", "benefits_value"]','','administrator','Run a capacity meeting that ends with decisions.','','2026-03-03 07:00:00.000000','2026-03-03 07:00:00.000000');
CREATE TABLE programmes (
	id INTEGER NOT NULL, 
	slug VARCHAR(60) NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	time_zone VARCHAR(64) NOT NULL, 
	publishes_automatically BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_programmes PRIMARY KEY (id), 
	CONSTRAINT uq_programmes_slug UNIQUE (slug)
);
INSERT INTO "programmes" VALUES(1,'main','PMO mentoring','Europe/London',0,'2026-03-02 08:00:00.000000');
CREATE TABLE rounds (
	id INTEGER NOT NULL, 
	programme_id INTEGER NOT NULL, 
	month VARCHAR(7) NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	seed INTEGER NOT NULL, 
	policy JSON NOT NULL, 
	snapshot BLOB, 
	snapshot_digest VARCHAR(64), 
	result_digest VARCHAR(64), 
	summary JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	solved_at DATETIME, 
	published_at DATETIME, 
	CONSTRAINT pk_rounds PRIMARY KEY (id), 
	CONSTRAINT ck_rounds_frozen_has_snapshot CHECK (status IN ('draft', 'discarded') OR snapshot IS NOT NULL), 
	CONSTRAINT ck_rounds_month CHECK (length(month) = 7), 
	CONSTRAINT fk_rounds_programme_id_programmes FOREIGN KEY(programme_id) REFERENCES programmes (id), 
	CONSTRAINT ck_rounds_status CHECK (status IN ('draft', 'frozen', 'solved', 'published', 'closed', 'discarded'))
);
INSERT INTO "rounds" VALUES(1,1,'2026-03','discarded',1862111653,'{"matching": {"weights": {"gap_coverage": 50, "interests": 15, "certifications": 10, "languages": 5, "location": 10, "seniority": 10}, "rules": ["met_before", "reporting_line", "shared_language", "teachable_gap"], "max_time_zone_hours": 4, "objective": "coverage"}, "timers": {"first_reminder_days": 3, "last_reminder_days": 7, "expiry_days": 10, "expiries_before_pause": 2, "first_message_working_days": 5, "first_meeting_days": 10, "chat_question_days": 14, "chat_silence_days": 24, "silent_chats_before_pause": 3}, "networking": {"other_department": 40, "shared_interests": 30, "shared_languages": 10, "near_time_zone": 20, "is_language_required": true, "rounds_apart": 6}}',X'789CBD98DB6EA33010865F65C575566A80A4D5BE4A5521C70CC48A0FAC0F69ABAAEFBE63435A0A0E75A8B457C187B1C7FE3F6686BC65072225D4D99FC7A74D062F94BBFAD2E2EC0CC393A2A74BAF0069010C36DE320ADAB28651629992A67A2638344CABA123DAFAC9D99F51E3D736DB640CE76CF107676B30D6AF95919671A83AA170FC00121A664D7526DC017650A2017425143A846B33539133619C1C383A68B5037491D4354E3116BAB03827B275A40D8E668DCEFA530447D1A18E130AC1174124CED215ABFDCCDF7B9C2701EAFE7C4C744A5B22296E93E30270061E563727C6B93F98A2CE1FAB5F779359A25BC01317EF9B04EB86C9309A6477F769D7E23DE8A9693E352D3E4CF34FD34E2BBC345119C5CF4CB623FB32C965D44B394DA1EAEF2DE83BF601AFAFD34C69665F83CBFDC8200BAEE82CAD54D318EC134C3AEBF5B9F33B5F4329EB1AD1E1169D6095C6A704B4F2095A637A365F3742C75CFD9AC45431610ABCDEF81803EB7E0ED63601AC914E97576049A06DCC901ED149A8381074DD1C59972671315A41C986336A2BAF357713B2676B14314CA284A66D3FE0C3CCF49DDA2DC3B58BC3B55FA68B74A2EA9ABF6980ED06C0CA05C05250BA8BA1D4D9284ABB394ABBAB2845B5B80DA59F05B79B8354D4F424D53387BA4DB41C8737BC5789710DE35B639F51969BDDD6CC9C96B6DDC68C8C2527382AEE2506D9DE1C18B72B02E302A7F703A7BB698E9584BF5A46914F16885715EEE7BAF5D0BA5314DA620E6D7915DA68182335E92C3930EEEF6B41C322264784F8B484FC33E2E3D8AE117E9B2F472D43B51329916ABF50657D9F16D17377C054809450ABF4AAD22B6082AEC430C9E798143F4E9333ADE26952117AFC5A00A5B155134BAAF02219763B60B7E6C591A91F6E14676A7D6CFB364C15CBB416715ACB6F68FDCCB1C2F872E45B7AF381DEFB09BD5613691AA5458FD1CAA81523713F233121C7CEAB2E2C9DAC563C4D98FC7F7D08ACC894EBCAF8E1EB50E9E8D7E11178C081F9BCE339101852C23EE8A597DC900696B028072C8A0916F3CF45258493DEF71444CA3822FEC67CFB31565263367B1CC590A26F72DC44693CEEF9EBEC613852568775467923CC14608F0AC9DBE4BE15116A17FA23F1202C372DA0F3A718F1658CF83064AE2A1CADA567B22614D2C5A0E4C344498DD588F6875D2B1C5AD9897A5F2B897C59A97081F002D485A101A4E1EAFAD18F77B5B8A24EDF8F97518361ADBC7444E42AE27285CEC9677A987A2D7E97FD209E075ACCD616A13C05AB322AFDC33CEDE623F1AFD424FBE1FDB6D50130060FFF0C857082A3D271FEFE0F6DBF3F76','c4e09808d4422661978ec2faae3595108e6c9aab177cad33747b8a3c3b55dd7f','6d4213925e53c0357b37650c7026fc58012e6fba42290d463a38feb7031f06a4','{"mentees": 6, "mentors": 2, "places": 3, "candidates": 7, "matched": 3, "unmatched": 3, "average_points": 29.3, "lowest_points": 26, "is_proved": true, "objective": "coverage", "certificate": {"pairs": [[4, 3, 2693], [5, 3, 2693], [7, 8, 3400]], "unmatched": [1, 2, 6], "prices": {"mentor_ids": [3, 8], "prices": [1118988718883275420353587, 1120524410327401020303843], "class_value": 1106915324887015354269696, "unit_value": 4611686018427387904, "tie_bits": 36, "seed": 1862111653}, "floor": null, "cover": {"mentor_ids": [3, 8], "mentees": 4, "places": 2}}, "insight": {"left_out": [], "recruits": [{"skill": "benefits", "places": 1, "matched": 1, "units": 2924, "mentees": [2]}, {"skill": "governance", "places": 1, "matched": 1, "units": 2724, "mentees": [2]}, {"skill": "data_analysis", "places": 1, "matched": 1, "units": 1773, "mentees": [6]}, {"skill": "change_control", "places": 1, "matched": 1, "units": 1580, "mentees": [6]}, {"skill": "documentation", "places": 1, "matched": 1, "units": 1535, "mentees": [2]}, {"skill": "knowledge", "places": 1, "matched": 1, "units": 1535, "mentees": [2]}, {"skill": "prioritisation", "places": 1, "matched": 1, "units": 1534, "mentees": [2]}, {"skill": "stakeholder_engagement", "places": 1, "matched": 1, "units": 1237, "mentees": [6]}, {"skill": "finance", "places": 1, "matched": 1, "units": 1126, "mentees": [6]}, {"skill": "planning_software", "places": 1, "matched": 1, "units": 1126, "mentees": [6]}, {"skill": "change_leadership", "places": 1, "matched": 1, "units": 1058, "mentees": [2]}, {"skill": "conflict_resolution", "places": 1, "matched": 1, "units": 1058, "mentees": [2]}, {"skill": "portfolio_software", "places": 1, "matched": 1, "units": 880, "mentees": [6]}, {"skill": "adaptability", "places": 1, "matched": 1, "units": 701, "mentees": [2]}, {"skill": "coaching", "places": 1, "matched": 1, "units": 344, "mentees": [6]}], "stability": {"blocking_pairs": 0, "mentees": 0, "mentors": 0, "beside_a_free_place": 0}, "structure": {"parts": [{"mentees": 5, "mentors": 2, "places": 3}], "only_mentors": [{"mentor_id": 3, "mentees": 2, "places": 2}], "idle_mentors": 0}}}','2026-03-02 08:01:00.000000','2026-03-02 10:01:00.000000',NULL);
INSERT INTO "rounds" VALUES(2,1,'2026-03','published',1862111653,'{"matching": {"weights": {"gap_coverage": 50, "interests": 15, "certifications": 10, "languages": 5, "location": 10, "seniority": 10}, "rules": ["met_before", "reporting_line", "shared_language", "teachable_gap"], "max_time_zone_hours": 4, "objective": "fair"}, "timers": {"first_reminder_days": 3, "last_reminder_days": 7, "expiry_days": 10, "expiries_before_pause": 2, "first_message_working_days": 5, "first_meeting_days": 10, "chat_question_days": 14, "chat_silence_days": 24, "silent_chats_before_pause": 3}, "networking": {"other_department": 40, "shared_interests": 30, "shared_languages": 10, "near_time_zone": 20, "is_language_required": true, "rounds_apart": 6}}',X'789CCD5BED729B3A107D950EBF9D99F095A47D954E879141605D03A242A4CDEDF4DDEF22C0C1D2021276D3FBABE14342E69C3D7B76457F794752D734F3BE7CFD76F0E8CFB4ECB2E9A864AF74FC8BA7E7E96C456B49690B07BFBC940AC9729612C978DD263F085C1A6FCB684384EC6FF6BECC0E3EF9DEC163708F0FFFC0DD82B6B29FCB23052B69D2541CAE1F694D7326DBE495941D85132911948AA4E2B020989BB5097925AC24C71216284547618924CBE09656D2464D5E92BAE848A116EAE5C21B7E855A282CA829494A3FC53075456AB84B242CEBEF0CC2C3830FB7D69466C34F6455C38524750A4F0A600EFA4A4BF580F6CCCAB2FF6D3CEDFA5F364C7DF0241105851F1DFE3E588CCE59ADAE5A8D7B7C1F57C0AB10FAD0401F1A5E8606EF431BC1E1BD5549CBCB575617B3F191D5920132DE899426C3AB5310CFD700AFAF118C0B26DFD492872B2332306327D384E7790BE72A5677B287E8B17FF2129BBC26AF1A784453B144C05F16EC0A3476CD0974B87E102CACCBDEAC68156AB4A23DDEF027C62D3F34C865C5AC19505318AC21E46303D313AC92262525B0F6F6C41A3B8CC3D90CBCCE4B96CAA407BBEC346A1B7384184F508ADA3D7EE40F6BF5A08AD7D915E3EC7A5AA71769AAA4C9BFDB312C1E1916AD30CC864B8F18971A8973C937B8E48350458B7442F170A3D36D0AE7AC54E8D073CD7F94342B2C47CE350EDE6D0DE2062297CB1F008DF3B2056BCF6B8FF5B141AD24677AE2650F33AD0B6775F477A8E30A579F47AEC67AAEAD49F926590A1C658AF53C81E775CD7EE2766794B89F4D0D7C5A242D2A6524238D244756F6EF6B05C310830361BC5D56BE8DF1386DF700EF07EBCAD5A6A2AB6CD4EA69C56D6DE7465879778474002C492517BB2C98A2092C05A3C98B4993656DB34D95065678AAE4243D5DBB203B6E654492440552CBDC09E69A1B6743FBCB392F19DFAF6D9B3215AEB335C4D91A6DB0F53DCF566D6F4936D91B8CEC7DD6D82B05A9DB9C8B6AA0D14ED542336D6050D122C99AD60BFC9314BCB44326F8A8726047AABCBB99B780DBD7DDFB5CADB4DC95F2AAEAEA2139DC218F49BC507C360B45FFF010585063BFA746C1FA6B566CB968DC99D95EF6B2249C586238F07B55757DD82EE983418497C3436891ABA2390F4A580C1730F3EB4291162FA7A0D944F4274D3B35C91805A9592ED9908A012F3B5AA7D7B81A63D1FC79E74A6DCBF0349555E288268EE8CEF7DAC71C3C0172217AF5DBEF69CE1C654A60D6FFCB3C41EB355BEB8BD66C6ED6F7F1B604E6BBF9299484AE8E6836B4A2F2C433F7BAF60FD9A0385AE7700A3EC8C5FDF8BAFD31DAA33AAB77F8239DDAFF109CD50EFE68372F7163B5AD9A76FE3927691F520E193474A21A4A51AD9B60B7D2BFC9CF155E3E4DBCFCAC8BEBA53219AC9A7BD1887AB27F4F782A46AAC6D8D191B9F449EFD51ADBAA0257FCD86CE8FD7A0CD1BA139BE44AF5E06D3AEF8F5B6A759F5E3CDE3F2D71D57ABCC746CF4DF9F8238C3BEA2256DB052B3AF4E7BB9A1B5DF92D199A5A5B81B1D78376B0DE0BC5DD4EAFC073E2D3EEE6BC4DDFC00E22F7A4761FEBF57FCA6BB71694C11FD8D2411397B9ED6C5542EE90A2DB7A0828514D07B422800EFB291FA93C1BCD07AF296CF79B2FDCD9D862312DFB4DBDAAB45D695198CDAAD51E059AAE3E866028511C37FDE6A9CE65D30F25F7FAA70D7F3B5B8E1FDF70817E7C73A2A5222FEBA9D5D3B752B5203C08D6DA976D2DC9A94DD324DC34704EA934C255B17F6FFDF157CC8543F2FC3A6B2584C3E15201385E46BAAB6A9E19A1D49D17050BFA238434B13A8FF826359DDEF10ABEA151685ACE1EF5FE5ABBD838471D9181AB832CBD6850BAB5BB10E46094D4E0BB968A601D2AF50617FB96EAEA650B245C8067380F2F23A32D2BEAE904825788E3A54E6AED6C75EB52E846C345F83DB4808256022BCF6A5484631FE1097E42DFC50F4FE88F55D82CB8ADBE52F1F560BEDA2FB9AAD7F73022A3EF796816D097C00DD623F3DAB58626FA7367BA88320E68B40668BC046888026A36BD94BDBF259AD55E68F57D809424479B68FE901D0F43972F25496C11DA5AEA0FB6C3FD6AF321D0F43ABAD2EB580FFC7831BEEDB15DDCD199D05DA836F09D0A2D5CB79A26977D0AFDFB0C377B1863423D7E97B88CE79036CDE41B5F275F75A87DED701DAAD1825047EE8119BA81670AED36700FA1659A15BC4D9955835E4FB39BE6DF5978758471E1BD4EC5F1BAF82E8665684AB319A9318A2DEE8510F90C6E4C87A3681ED486A00544C1DAE7E6EFC1B6A7678D049FABBFDD50D600515604249BFCA96BEB52D43A981DE41B3F0B740374136282772C5D0ACB96B36E72F46F441CFB38A89C0ABE21A7D162B8052630979CB684826172D15CA7EE428B561CAC856FD2378C4C9FEA54ED299323CDB918FF53882A78E172DD95E5EFFF0074AE26EB','4b05a18bf05271cdd6bf199d16ef3eda618cf708552937758f764cc862168d38','a12d518af2767b715e3d9378a90ba4066dc957db476b8faca658d845eae16287','{"mentees": 15, "mentors": 8, "places": 15, "candidates": 56, "matched": 13, "unmatched": 2, "average_points": 40.1, "lowest_points": 33, "is_proved": true, "objective": "fair", "certificate": {"pairs": [[2, 13, 3570], [4, 23, 3369], [5, 21, 4471], [6, 16, 4023], [7, 16, 4347], [12, 13, 6228], [14, 18, 3724], [15, 16, 3308], [19, 3, 3943], [20, 8, 3839], [22, 14, 3499], [24, 23, 4082], [25, 3, 3665]], "unmatched": [1, 17], "prices": {"mentor_ids": [3, 8, 13, 14, 16, 18, 21, 23], "prices": [1300495457222757985875, 0, 1687877082760099985656, 0, 1300495457246754237579, 0, 15776577869022937885617, 7830642859305412602644], "class_value": 5165604849472738319925248, "unit_value": 4611686018427387904, "tie_bits": 36, "seed": 1862111653}, "floor": {"units": 3369, "cover": [], "cover_above": [21]}, "cover": null}, "insight": {"left_out": [], "recruits": [], "stability": {"blocking_pairs": 5, "mentees": 3, "mentors": 4, "beside_a_free_place": 0}, "structure": {"parts": [{"mentees": 13, "mentors": 8, "places": 15}], "only_mentors": [], "idle_mentors": 0}}}','2026-03-03 08:00:00.000000','2026-03-03 10:24:00.000000','2026-03-04 09:00:00.000000');
INSERT INTO "rounds" VALUES(3,1,'2026-04','solved',1151811762,'{"matching": {"weights": {"gap_coverage": 50, "interests": 15, "certifications": 10, "languages": 5, "location": 10, "seniority": 10}, "rules": ["met_before", "reporting_line", "shared_language", "teachable_gap"], "max_time_zone_hours": 4, "objective": "coverage"}, "timers": {"first_reminder_days": 3, "last_reminder_days": 7, "expiry_days": 10, "expiries_before_pause": 2, "first_message_working_days": 5, "first_meeting_days": 10, "chat_question_days": 14, "chat_silence_days": 24, "silent_chats_before_pause": 3}, "networking": {"other_department": 40, "shared_interests": 30, "shared_languages": 10, "near_time_zone": 20, "is_language_required": true, "rounds_apart": 6}}',X'789CBD5ADB72A33810FD95299E992A40E0C9CCAFA452940CC2D65A20568864B253F9F76D044EB0D4807052F3844157744E9FBEE03FC191360D2B835F8F4F61C07E17A22FCDDD631A3E3C858F0F61123D418BE0CF6C7C9AC4F0F8601A7F84F1012E7112C604AE493A5DB3909831B2B85C67AE59A319EBE0E64F5030A579C50BAAB96CBAFC8542D3D4AD642D557AE81CFC9ADD7C8B8330E0D027860BF456ACD3C35C013D71C1F2B696D07E640DABB8EEF2672A7A060F0AAA1853792D61EB3037EF72FA4CB9A04701AFA255CF608BB42CA14BA7596B2617B439F5F464361A542A18DFC26C1436D40A5AB06F194C5DD3067AA99C9743CF8484DFE1548286B1727C455EB75269DA14B0520273B06726CC02DD850B31BC9B2CFAE1CDC6A9C340537562F0D2E42DF4185DF1C6B47A8D8B3EC69DE028943D34B18792F7A1C9C7D0564938B73AEFA478E6CD69363EF5DA3240267B55B07C3C3A03F17C0F707CADE25271FD6AC68D2D13323063AF8B5C565507CF6ADEF47A80281A565E6253D056750B4BB435CF15FCF2605762B16B4EA0F07621D8585FBE7AD18A58B46203DEF013E3564C1C7279316B06D4D50CD6108AB181C51976C972C128ECBD3BF3D60F63329B413695E085CE07B0456F51DB9983603C4129EAB7FCC41FDED9469559EC8A229B60194EB03859A5D80AA57E4C94CA6CC16AA878D5BC00D270434E99C38A7DEBC5A40863527F4199F4D325D2619148281F68495B4D8F5C0C87B6A23404531A84857ED2768730CE96BD34F245B0F2C496B525B2A08F17A07FD85017232E5DA1FA7A4D5AD2ABE3B289D0F647301500BFD0524127052C50CDA0ACF7B82AC3848B449990B89A42169980DAA42F13626CF03E26448E1E81A86825C56E22159216E75B4FB53230B95F8166436BA6CFB2F494DED95E3B4D2FEC2CC500306B4EAE7F24EB1C263887B3749DC3056D6B1F12275712FFB048EC845C36ABB5A24D5749558F94BC87DAFF509CD589C36A0F79DBC94B34122AA480DD4B05FB79DEEF2EE7511C2D0693DAA1746417D5508A2ADE5D76EF742F3F6DF7FA197EAEF0F270E5E54F5B5CE1752A29B89C52835B5ADEED6AFF3BE341DB83EB6B330F852577C65E289D3F9750F82506E8D0AF73B9E986CB9DE4CAC4F53ED17CB4A5565F13DFA3546905AE5AD157248F9FF2C79F0BB0F66690B3853F8CB293957E81B3F7D3A168870ED979A41BE92F857BEB91FEA6146557D2393924C22AE09AACEBBE19F67877B477C2FDE2C121580C044B3DE4C84D05DDD0CB0FA6FD8EED6BC2AFBFE3DB5C4E2DB8B743F43655BEA4422B5F67260CB9F890060E925F9BA009D682ED0EF14D472BE6935D904DA5DBC5B7D4E5DBD37474C3FD23E6AE80618FB3989B8CB74B91D2D48C940BCC3C339F627ABE073BC97007446F864C69A62399798E088C99CE2E0C244FA81B77B579007E68EB1675E380C98683AB470D8A4C503E5850EECB0B11E46094B6E0BBF51FC93A54E604D96F56F4A66962D2747663EB7B39922CC0333E87C32859C74FCDF5018217C1F1320FAD02A4E9BA64BDE9D808EFC34E10F96960E5C58C4A71EC5337842333F4A33D5EE30AFF14AFCCAC7B9501571712DBD6FC61BCA115D9DE438972D003D7A2DF2D375937CD5B6D272EFC73FD5E841947345D43345B4294A088BAE9A171829F0214F08463FF77C494E6471F7B8E538F80C0C1B1A2A2DBAC230B1448CB75671ED66D8584C9B6C573A047CF9AE2833133C94E6F243BB36D3F5B34717F746307DD87F0C660175C325ED5B30C762BC178AFE91DECB4735735375BF92EB08CE7E8395DFF9BDDFA5F735B524D735371EE78671B6BBAA0D5E97ED324FBC073B57606DCC2A79EEFC4D3D32AD915DCAB98657B5AAB34EFD6B6D6A51733591B625C7B6FDD71B6AEBF8B76495C75764D3543C1C5E321444193ED80685D4127DD0C4DF9DC03A464ED83EF87B9DD53E141CC6F6F90BBA1AD09A2AD084A3E3ED456D725BBDD11F1201F88926D0799A025BB2BBC53FE72F22CD0D8818E6581ABDFEF7DCCCD28AA921B8A9A2E1A5CE222F3EED6966070425DD4DD995EE827711CAD85CFC21BA239783B9381EAFCC82AA9CC3F38AC3F6DC4D974FF339CFF77C364C73045D30BF1F63F4018A06E','319cc86a85368298c588acbe79e2acf91afddad4a142b908722c5fa177572e41','2900e628e6c051c483e966a67cb6faa4a7014c8b7c65d6c78ec0d797fe0fb21e','{"mentees": 8, "mentors": 2, "places": 3, "candidates": 5, "matched": 3, "unmatched": 5, "average_points": 33.9, "lowest_points": 23, "is_proved": true, "objective": "coverage", "certificate": {"pairs": [[2, 16, 2309], [19, 16, 3832], [20, 3, 4037]], "unmatched": [1, 5, 15, 17, 22], "prices": {"mentor_ids": [3, 8, 13, 14, 16, 18, 21, 23], "prices": [2963810700206839557572306, 0, 0, 0, 0, 0, 0, 0], "class_value": 2951774199698707611385856, "unit_value": 4611686018427387904, "tie_bits": 36, "seed": 1151811762}, "floor": null, "cover": {"mentor_ids": [3], "mentees": 1, "places": 0}}, "insight": {"left_out": [], "recruits": [{"skill": "benefits", "places": 1, "matched": 1, "units": 3082, "mentees": [5]}, {"skill": "change_control", "places": 1, "matched": 1, "units": 1832, "mentees": [22]}, {"skill": "facilitation", "places": 1, "matched": 1, "units": 1832, "mentees": [22]}, {"skill": "documentation", "places": 1, "matched": 1, "units": 1693, "mentees": [5]}, {"skill": "knowledge", "places": 1, "matched": 1, "units": 1693, "mentees": [5]}, {"skill": "governance", "places": 1, "matched": 1, "units": 1415, "mentees": [22]}, {"skill": "risk", "places": 1, "matched": 1, "units": 1415, "mentees": [22]}, {"skill": "stakeholder_engagement", "places": 1, "matched": 1, "units": 1415, "mentees": [22]}, {"skill": "adaptability", "places": 1, "matched": 1, "units": 1237, "mentees": [15]}, {"skill": "coaching", "places": 1, "matched": 1, "units": 880, "mentees": [15]}, {"skill": "methods", "places": 1, "matched": 1, "units": 880, "mentees": [15]}], "stability": {"blocking_pairs": 0, "mentees": 0, "mentors": 0, "beside_a_free_place": 0}, "structure": {"parts": [{"mentees": 4, "mentors": 2, "places": 3}], "only_mentors": [{"mentor_id": 3, "mentees": 1, "places": 1}], "idle_mentors": 3}}}','2026-04-01 08:00:00.000000','2026-04-02 09:10:00.000000',NULL);
INSERT INTO "rounds" VALUES(4,1,'2026-05','solved',1247837465,'{"matching": {"weights": {"gap_coverage": 50, "interests": 15, "certifications": 10, "languages": 5, "location": 10, "seniority": 10}, "rules": ["met_before", "reporting_line", "shared_language", "teachable_gap"], "max_time_zone_hours": 4, "objective": "coverage"}, "timers": {"first_reminder_days": 3, "last_reminder_days": 7, "expiry_days": 10, "expiries_before_pause": 2, "first_message_working_days": 5, "first_meeting_days": 10, "chat_question_days": 14, "chat_silence_days": 24, "silent_chats_before_pause": 3}, "networking": {"other_department": 40, "shared_interests": 30, "shared_languages": 10, "near_time_zone": 20, "is_language_required": true, "rounds_apart": 6}}',X'789CBD5ADB8E9B3A14FD958A672A810DE9B4BF321A21074CE2138339C6CCB4A7EABF9F6D4326C4366032A33E25E02B5E6BAF7D81DFD191B42DADA21FCF2F71447F967CA8CCD573163FBDC4CF4F314AE007A1383DBC400FCE5EE9D88A52B87F309D5268C5BA5736FDE631369D4579B94EDDD05651DAC3C5EFA8A452B19A954431D1F6C51B81A6A95B453B2295EE1CFD985D7C49A33862D027851FE82D69AFF45C1139314E8BAE11D07EA42DAD99EA8B57C2070A374A222995452360CF3037EB0BF24A1827470ECFA0E440618BA4AAA04BAF686726E7A43D0DE464361AD5321A9FC26C1436D47152D22F394CDD90167AC98255BA27C2F157388EA8A5B41A1F91359D908AB425AC84600EFA4AB959A0BF30CEF5B38972D04F364E1D478AC8138587C67FE280D1356B4D6BD0B8E436EE044721EDA1C81E8ADF87A2DBD04E0A38B7A6E8057F65ED69363E0BDA3240260659D2623C3A03F17C0F707C9D644232F5CB8C1B5B266460C6419585A8EB1EEE35AC1D948628D12B2FB129EAEAA68325BA861512FE05B00B59EC9A1328BE5F08363654BF8268852D5A518D37FCF5712BC50EB982983503EA6A066B08A5BE81E51976490B4E09ECBD3FB32E0C633C9B41B43567A52A34D87CB0A8EDCC817D3CF152346CF9893FACB78D2AB7D8952436C1723FC152B44AB1154A7D9B2895DB82D512FE4BB11248C30C3945012B0E5D1093121F93868B9749DF5D221D1689E4E503A948A7C891717D682B4A837D4AE3616198B43D208CB3652FAD78E3B43AD1656D492CE8D305E89F36D4C5884B5FCAA1599396ECEAB86C2274C3114C05C02F9590D049020B64AB95F51157659870115E26205753F02213BC3619CA84D437781F1312478F405494147C37914A41CAF3BDA75A19881E57A0D9D086AAB3A802A577B6D75E910B3D0BAE01A6EDC9F58F789DC3D8CFE13C5BE77049BA2684C4E84AE26F16899D90CB66B592A4ED6B219B91928F50FB1FE2673572581D206F3B79E98D844AC161F742C27E5EF7BBCB7914474A6D523B940EEFA29A97A292F597DD3BDDCB4FDBBD7E849F2BBC3C5C79F9DD1657789C5A7026A6D4E09E960FBBDAFFCEFEA0EDC9F5B57980C2E207632F2F9D3F9650842506DEA19FE772B30D973BC99589EB43A2F9644BAD3E27BEF752A5E37ED54A3E2379FC903FFE5880B537839C2D7C33CA5ED4EA0DCE3E4C87921D3A64E7916EA4BF14EEAD47FA9B52945F49E7E4901E5601D744D30CADDEE3C3D1DEC9EF170F0EC15220581620476E2AE8865E6130ED776C9F137EFD1DDFE6726AC1BD1D923F53E54B486FE5EB4CB92117D369A096FCC6044DB0166C57C7373DA96948768137956E17DF32976F2FD3D1E9EB679FBB02863DCF626E3C5E2E454A53B3A75C60E699F914D3F33DD841FA0A88DEEA4C69A623B9B9EF1118339D5D18402F5E37EE6AB3065EB7F58BBA71F0C986836B400D0A4F503E5950EECB0B3DC8C12865C177EF3FD03A54E604E94F5A0EA66962D2747663EB7B39122FC033DE87C3A868CF4EEDF586072FECC7CBDCB40A90A6EB92F56663233C0F3D41E4A7809517332AF3639FB9211C9EA19FECF11A57F8A7786566DDAB0CB8BA90D4B6E69BF1C65664FB08252AAD07AE45BF5B2E5A37CD7B6DC72EFC73FD5E84D98F68B68668BE8428F622EAA687C6097E0850C0138EFDDF1153521C43EC39CD02020207C79AF07EB38ECCBD405AAE3B0FB06E2B2444DB16CF801E036DCB1B6366929DDD49766EDB7EBE68E2E1E8A60EBA4FF19DC12EB8647F55CF32D8AD04E3BDA677B0D3CE5DD5DC7CE5BDC0329EA3E774FD6F7EEF7FCD654514294CC5B967BD6DACD9825667FB4D13EF03CFD5DA6DE0BEE2404F2B455FB2A06296ED69ADD2BC5BDB5A975E9FC9DA10FBB5F7DE1DE7EBFABB6897D85567D754732FB8FE78C8A3A0683B205A57D0493763533E0F0009ADBDF0BD99DB23151E8FF9ED0D7237B41579B4D58352880FB5D575C96E77443C9E174468DB41226FC9EE0AEF94BF9C020B3476A06359E0EAFBFB1073338A2AC586A2668B06875C64DEDDDA120C4EA8EB7577A697F795B81FAD85D7C257B016DE8F6B6F673250551C692DA4F974E39BFE94E3F6D1469A4FD7DFE3F9B71B263B8629DA81F33FFF034673A09C','2926bfcef7a893aaa8f4955c774b916ca60ee91f5b1e1384fd41577d86641bfe','92a6e37a503af3c6910b9ec8e593ed2181f96dc8444c8c05286605937e6966b1','{"mentees": 8, "mentors": 2, "places": 4, "candidates": 6, "matched": 4, "unmatched": 4, "average_points": 29.5, "lowest_points": 23, "is_proved": true, "objective": "coverage", "certificate": {"pairs": [[2, 16, 2309], [5, 3, 2610], [19, 16, 3832], [20, 16, 3035]], "unmatched": [1, 15, 17, 22], "prices": {"mentor_ids": [3, 8, 13, 14, 16, 18, 21, 23], "prices": [4620909390462532515260, 0, 0, 0, 0, 0, 0, 0], "class_value": 3320745974661046062809088, "unit_value": 4611686018427387904, "tie_bits": 36, "seed": 1247837465}, "floor": null, "cover": null}, "insight": {"left_out": [], "recruits": [{"skill": "change_control", "places": 1, "matched": 1, "units": 1832, "mentees": [22]}, {"skill": "facilitation", "places": 1, "matched": 1, "units": 1832, "mentees": [22]}, {"skill": "governance", "places": 1, "matched": 1, "units": 1415, "mentees": [22]}, {"skill": "risk", "places": 1, "matched": 1, "units": 1415, "mentees": [22]}, {"skill": "stakeholder_engagement", "places": 1, "matched": 1, "units": 1415, "mentees": [22]}, {"skill": "adaptability", "places": 1, "matched": 1, "units": 1237, "mentees": [15]}, {"skill": "coaching", "places": 1, "matched": 1, "units": 880, "mentees": [15]}, {"skill": "methods", "places": 1, "matched": 1, "units": 880, "mentees": [15]}, {"skill": "benefits", "places": 1, "matched": 1, "units": 523, "mentees": [15]}, {"skill": "documentation", "places": 1, "matched": 0, "units": 85, "mentees": []}, {"skill": "knowledge", "places": 1, "matched": 0, "units": 85, "mentees": []}], "stability": {"blocking_pairs": 1, "mentees": 1, "mentors": 1, "beside_a_free_place": 0}, "structure": {"parts": [{"mentees": 4, "mentors": 2, "places": 4}], "only_mentors": [{"mentor_id": 3, "mentees": 1, "places": 1}, {"mentor_id": 16, "mentees": 1, "places": 3}], "idle_mentors": 3}}}','2026-04-02 09:10:00.000000','2026-04-02 09:10:00.000000',NULL);
CREATE TABLE sign_in_identities (
	id INTEGER NOT NULL, 
	member_id INTEGER NOT NULL, 
	issuer VARCHAR(255) NOT NULL, 
	subject VARCHAR(255) NOT NULL, 
	bound_at DATETIME NOT NULL, 
	used_at DATETIME NOT NULL, 
	CONSTRAINT pk_sign_in_identities PRIMARY KEY (id), 
	CONSTRAINT fk_sign_in_identities_member_id_members FOREIGN KEY(member_id) REFERENCES members (id) ON DELETE CASCADE, 
	CONSTRAINT uq_sign_in_identities_issuer_subject UNIQUE (issuer, subject), 
	CONSTRAINT uq_sign_in_identities_member_id_issuer UNIQUE (member_id, issuer)
);
CREATE TABLE "sign_in_links" (
	id INTEGER NOT NULL, 
	email VARCHAR(254) NOT NULL, 
	nonce VARCHAR(64) NOT NULL, 
	token_hash VARCHAR(64) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	roles JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	used_at DATETIME, 
	asked_by VARCHAR(64) NOT NULL, 
	is_mailed BOOLEAN NOT NULL, 
	CONSTRAINT pk_sign_in_links PRIMARY KEY (id), 
	CONSTRAINT uq_sign_in_links_nonce UNIQUE (nonce), 
	CONSTRAINT uq_sign_in_links_token_hash UNIQUE (token_hash)
);
CREATE TABLE sign_in_sessions (
	id INTEGER NOT NULL, 
	member_id INTEGER NOT NULL, 
	token_hash VARCHAR(64) NOT NULL, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	CONSTRAINT pk_sign_in_sessions PRIMARY KEY (id), 
	CONSTRAINT fk_sign_in_sessions_member_id_members FOREIGN KEY(member_id) REFERENCES members (id) ON DELETE CASCADE, 
	CONSTRAINT uq_sign_in_sessions_token_hash UNIQUE (token_hash)
);
INSERT INTO "sign_in_sessions" VALUES(1,19,'a45390dd2f84440aafc4fcefa58bfd78d7c7ea7f6df899810eb6fa13ea3f84ea','2026-03-04 14:00:00.000000','2026-04-03 14:00:00.000000',NULL);
CREATE TABLE "status_changes" (
	id INTEGER NOT NULL, 
	round_id INTEGER, 
	match_id INTEGER, 
	old_status VARCHAR(20), 
	new_status VARCHAR(20) NOT NULL, 
	actor_id INTEGER, 
	reason TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	actor_code VARCHAR(20) NOT NULL, 
	CONSTRAINT pk_status_changes PRIMARY KEY (id), 
	CONSTRAINT ck_status_changes_one_subject CHECK ((round_id IS NULL) <> (match_id IS NULL)), 
	CONSTRAINT fk_status_changes_round_id_rounds FOREIGN KEY(round_id) REFERENCES rounds (id) ON DELETE CASCADE, 
	CONSTRAINT fk_status_changes_actor_id_members FOREIGN KEY(actor_id) REFERENCES members (id) ON DELETE SET NULL, 
	CONSTRAINT fk_status_changes_match_id_matches FOREIGN KEY(match_id) REFERENCES matches (id) ON DELETE CASCADE
);
INSERT INTO "status_changes" VALUES(1,1,NULL,NULL,'draft',NULL,'','2026-03-02 08:01:00.000000','');
INSERT INTO "status_changes" VALUES(2,1,NULL,'draft','frozen',NULL,'','2026-03-02 08:01:00.000000','');
INSERT INTO "status_changes" VALUES(3,1,NULL,'frozen','solved',NULL,'','2026-03-02 08:01:00.000000','');
INSERT INTO "status_changes" VALUES(4,1,NULL,'solved','solved',11,'lock of mentee 4 with mentor 3: Both asked for it: they know each other.','2026-03-02 10:00:00.000000','');
INSERT INTO "status_changes" VALUES(5,1,NULL,'solved','solved',11,'solved again','2026-03-02 10:01:00.000000','');
INSERT INTO "status_changes" VALUES(6,1,NULL,'solved','discarded',11,'The list of the other sites came too late.','2026-03-02 10:02:00.000000','');
INSERT INTO "status_changes" VALUES(7,2,NULL,NULL,'draft',NULL,'','2026-03-03 08:00:00.000000','');
INSERT INTO "status_changes" VALUES(8,2,NULL,'draft','frozen',NULL,'','2026-03-03 08:00:00.000000','');
INSERT INTO "status_changes" VALUES(9,2,NULL,'frozen','solved',NULL,'','2026-03-03 08:00:00.000000','');
INSERT INTO "status_changes" VALUES(10,2,NULL,'solved','solved',11,'lock of mentee 15 with mentor 16: Ji-hoon moves to the site of José: they can meet there.','2026-03-03 10:03:00.000000','');
INSERT INTO "status_changes" VALUES(11,2,NULL,'solved','solved',11,'lock of mentee 7 with mentor 13','2026-03-03 10:06:00.000000','');
INSERT INTO "status_changes" VALUES(12,2,NULL,'solved','solved',10,'ban of mentee 4 with mentor 8: Beatriz told us of a dispute: it was about a budget.','2026-03-03 10:09:00.000000','');
INSERT INTO "status_changes" VALUES(13,2,NULL,'solved','solved',11,'solved again','2026-03-03 10:14:00.000000','');
INSERT INTO "status_changes" VALUES(14,2,NULL,'solved','solved',10,'lifted: lock of mentee 7 with mentor 13','2026-03-03 10:19:00.000000','');
INSERT INTO "status_changes" VALUES(15,2,NULL,'solved','solved',11,'lock of mentee 7 with mentor 16','2026-03-03 10:22:00.000000','');
INSERT INTO "status_changes" VALUES(16,2,NULL,'solved','solved',11,'objective: coverage to fair','2026-03-03 10:24:00.000000','');
INSERT INTO "status_changes" VALUES(17,2,NULL,'solved','solved',11,'solved again','2026-03-03 10:24:00.000000','');
INSERT INTO "status_changes" VALUES(18,2,NULL,'solved','published',11,'','2026-03-04 09:00:00.000000','');
INSERT INTO "status_changes" VALUES(19,NULL,4,'proposed','offered',11,'','2026-03-04 09:00:00.000000','');
INSERT INTO "status_changes" VALUES(20,NULL,5,'proposed','offered',11,'','2026-03-04 09:00:00.000000','');
INSERT INTO "status_changes" VALUES(21,NULL,6,'proposed','offered',11,'','2026-03-04 09:00:00.000000','');
INSERT INTO "status_changes" VALUES(22,NULL,7,'proposed','offered',11,'','2026-03-04 09:00:00.000000','');
INSERT INTO "status_changes" VALUES(23,NULL,8,'proposed','offered',11,'','2026-03-04 09:00:00.000000','');
INSERT INTO "status_changes" VALUES(24,NULL,9,'proposed','offered',11,'','2026-03-04 09:00:00.000000','');
INSERT INTO "status_changes" VALUES(25,NULL,10,'proposed','offered',11,'','2026-03-04 09:00:00.000000','');
INSERT INTO "status_changes" VALUES(26,NULL,11,'proposed','offered',11,'','2026-03-04 09:00:00.000000','');
INSERT INTO "status_changes" VALUES(27,NULL,12,'proposed','offered',11,'','2026-03-04 09:00:00.000000','');
INSERT INTO "status_changes" VALUES(28,NULL,13,'proposed','offered',11,'','2026-03-04 09:00:00.000000','');
INSERT INTO "status_changes" VALUES(29,NULL,14,'proposed','offered',11,'','2026-03-04 09:00:00.000000','');
INSERT INTO "status_changes" VALUES(30,NULL,15,'proposed','offered',11,'','2026-03-04 09:00:00.000000','');
INSERT INTO "status_changes" VALUES(31,NULL,16,'proposed','offered',11,'','2026-03-04 09:00:00.000000','');
INSERT INTO "status_changes" VALUES(32,NULL,12,'offered','accepted',3,'','2026-03-04 14:07:00.000000','');
INSERT INTO "status_changes" VALUES(33,NULL,12,'accepted','introduced',NULL,'','2026-03-04 14:07:00.000000','');
INSERT INTO "status_changes" VALUES(34,NULL,8,'offered','accepted',16,'','2026-03-04 14:14:00.000000','');
INSERT INTO "status_changes" VALUES(35,NULL,8,'accepted','introduced',NULL,'','2026-03-04 14:14:00.000000','');
INSERT INTO "status_changes" VALUES(36,NULL,11,'offered','accepted',16,'','2026-03-04 14:21:00.000000','');
INSERT INTO "status_changes" VALUES(37,NULL,11,'accepted','introduced',NULL,'','2026-03-04 14:21:00.000000','');
INSERT INTO "status_changes" VALUES(38,NULL,9,'offered','accepted',13,'','2026-03-04 14:28:00.000000','');
INSERT INTO "status_changes" VALUES(39,NULL,9,'accepted','introduced',NULL,'','2026-03-04 14:28:00.000000','');
INSERT INTO "status_changes" VALUES(40,NULL,13,'offered','declined',8,'','2026-03-04 14:35:00.000000','');
INSERT INTO "status_changes" VALUES(41,NULL,15,'offered','declined',23,'','2026-03-04 14:42:00.000000','');
INSERT INTO "status_changes" VALUES(42,NULL,17,'proposed','offered',NULL,'','2026-03-04 14:42:00.000000','');
INSERT INTO "status_changes" VALUES(43,NULL,4,'offered','withdrawn',11,'Álvaro changes his department; let us ask somebody there.','2026-03-04 14:43:00.000000','');
INSERT INTO "status_changes" VALUES(44,NULL,6,'offered','withdrawn',5,'','2026-03-04 14:44:00.000000','');
INSERT INTO "status_changes" VALUES(45,NULL,16,'offered','accepted',3,'','2026-03-09 10:07:00.000000','');
INSERT INTO "status_changes" VALUES(46,NULL,16,'accepted','introduced',NULL,'','2026-03-09 10:07:00.000000','');
INSERT INTO "status_changes" VALUES(47,NULL,12,'introduced','active',19,'we met','2026-03-11 12:00:00.000000','');
INSERT INTO "status_changes" VALUES(48,NULL,8,'introduced','active',16,'','2026-03-11 12:00:00.000000','');
INSERT INTO "status_changes" VALUES(49,NULL,5,'offered','expired',NULL,'','2026-03-16 09:00:00.000000','');
INSERT INTO "status_changes" VALUES(50,NULL,18,'proposed','offered',NULL,'','2026-03-16 09:00:00.000000','');
INSERT INTO "status_changes" VALUES(51,NULL,7,'offered','expired',NULL,'','2026-03-16 09:00:00.000000','');
INSERT INTO "status_changes" VALUES(52,NULL,19,'proposed','offered',NULL,'','2026-03-16 09:00:00.000000','');
INSERT INTO "status_changes" VALUES(53,NULL,10,'offered','expired',NULL,'','2026-03-16 09:00:00.000000','');
INSERT INTO "status_changes" VALUES(54,NULL,14,'offered','expired',NULL,'','2026-03-16 09:00:00.000000','');
INSERT INTO "status_changes" VALUES(55,NULL,17,'offered','expired',NULL,'','2026-03-16 09:00:00.000000','');
INSERT INTO "status_changes" VALUES(56,NULL,20,'proposed','offered',NULL,'','2026-03-16 09:00:00.000000','');
INSERT INTO "status_changes" VALUES(57,NULL,12,'active','ended',19,'I found a post in another town and move there.','2026-03-25 09:00:00.000000','');
INSERT INTO "status_changes" VALUES(58,NULL,11,'introduced','cancelled',10,'Ji-hoon is on parental leave until summer.','2026-03-25 09:01:00.000000','');
INSERT INTO "status_changes" VALUES(59,3,NULL,NULL,'draft',NULL,'','2026-04-01 08:00:00.000000','');
INSERT INTO "status_changes" VALUES(60,3,NULL,'draft','frozen',NULL,'','2026-04-01 08:00:00.000000','');
INSERT INTO "status_changes" VALUES(61,3,NULL,'frozen','solved',NULL,'','2026-04-01 08:00:00.000000','');
INSERT INTO "status_changes" VALUES(62,3,NULL,'solved','solved',11,'lock of mentee 19 with mentor 16: Wei Jie lost a mentor: José, who knows the archive, has agreed.','2026-04-01 10:03:00.000000','');
INSERT INTO "status_changes" VALUES(63,3,NULL,'solved','solved',10,'solved again','2026-04-01 10:07:00.000000','');
INSERT INTO "status_changes" VALUES(64,NULL,8,'active','cancelled',7,'','2026-04-01 12:00:00.000000','');
INSERT INTO "status_changes" VALUES(65,3,NULL,'solved','solved',11,'ban of mentee 22 with mentor 16: Siobhán reports to José from May on.','2026-04-02 09:03:00.000000','');
INSERT INTO "status_changes" VALUES(66,3,NULL,'solved','solved',10,'lock of mentee 20 with mentor 3: Amara offered it: two evenings a month.','2026-04-02 09:06:00.000000','');
INSERT INTO "status_changes" VALUES(67,3,NULL,'solved','solved',11,'solved again','2026-04-02 09:10:00.000000','');
INSERT INTO "status_changes" VALUES(68,4,NULL,NULL,'draft',NULL,'','2026-04-02 09:10:00.000000','');
INSERT INTO "status_changes" VALUES(69,4,NULL,'draft','frozen',NULL,'','2026-04-02 09:10:00.000000','');
INSERT INTO "status_changes" VALUES(70,4,NULL,'frozen','solved',NULL,'','2026-04-02 09:10:00.000000','');
INSERT INTO "status_changes" VALUES(71,4,NULL,'solved','solved',10,'ban of mentee 19 with mentor 3: Wei Jie and Amara have said all that they had to say: somebody new.','2026-04-02 09:13:00.000000','');
CREATE TABLE unmatched_mentees (
	id INTEGER NOT NULL, 
	round_id INTEGER NOT NULL, 
	mentee_id INTEGER NOT NULL, 
	reason VARCHAR(40) NOT NULL, 
	explanation JSON NOT NULL, 
	CONSTRAINT pk_unmatched_mentees PRIMARY KEY (id), 
	CONSTRAINT fk_unmatched_mentees_mentee_id_members FOREIGN KEY(mentee_id) REFERENCES members (id) ON DELETE CASCADE, 
	CONSTRAINT fk_unmatched_mentees_round_id_rounds FOREIGN KEY(round_id) REFERENCES rounds (id) ON DELETE CASCADE, 
	CONSTRAINT uq_unmatched_mentees_round_id_mentee_id UNIQUE (round_id, mentee_id)
);
INSERT INTO "unmatched_mentees" VALUES(1,1,1,'no_eligible_mentor','{"mentee_id": 1, "code": "no_eligible_mentor", "eligible": 0, "rules": [{"rule": "shared_language", "removed": 2, "forbidden": 2, "alone": 1}, {"rule": "teachable_gap", "removed": 0, "forbidden": 1, "alone": 0}], "untaught_skills": ["documentation", "governance", "resource_management"], "competition": null, "alternatives": [], "remedies": {"mentee_id": 1, "found": [{"kind": "recruit", "matched": 1, "mentor_id": null, "places": 1, "with_mentor_id": null, "rule": null, "skill": "problem_solving", "languages": ["fr"]}], "is_complete": true}}');
INSERT INTO "unmatched_mentees" VALUES(2,1,2,'all_taken','{"mentee_id": 2, "code": "all_taken", "eligible": 1, "rules": [{"rule": "teachable_gap", "removed": 1, "forbidden": 1, "alone": 1}], "untaught_skills": ["benefits", "governance", "prioritisation"], "competition": {"mentees": 2, "mentors": 1, "places": 1, "waited_longer": 0}, "alternatives": [{"mentor_id": 3, "points": 26, "units": 2618, "is_taken": true, "cost": {"matched": 0, "units": 75, "moves": [{"mentee_id": 5, "from_id": 3, "to_id": null}], "loses": 5, "gains": null}}], "remedies": {"mentee_id": 2, "found": [{"kind": "place", "matched": 1, "mentor_id": 3, "places": 1, "with_mentor_id": 3, "rule": null, "skill": null, "languages": []}, {"kind": "recruit", "matched": 1, "mentor_id": null, "places": 1, "with_mentor_id": null, "rule": null, "skill": "benefits", "languages": []}], "is_complete": true}}');
INSERT INTO "unmatched_mentees" VALUES(3,1,6,'all_taken','{"mentee_id": 6, "code": "all_taken", "eligible": 2, "rules": [], "untaught_skills": ["benefits", "data_analysis", "governance"], "competition": {"mentees": 4, "mentors": 2, "places": 2, "waited_longer": 0}, "alternatives": [{"mentor_id": 8, "points": 29, "units": 2951, "is_taken": true, "cost": {"matched": 0, "units": 449, "moves": [{"mentee_id": 7, "from_id": 8, "to_id": null}], "loses": 7, "gains": null}}, {"mentor_id": 3, "points": 20, "units": 2058, "is_taken": true, "cost": {"matched": 0, "units": 635, "moves": [{"mentee_id": 5, "from_id": 3, "to_id": null}], "loses": 5, "gains": null}}], "remedies": {"mentee_id": 6, "found": [{"kind": "place", "matched": 1, "mentor_id": 8, "places": 1, "with_mentor_id": 8, "rule": null, "skill": null, "languages": []}, {"kind": "recruit", "matched": 1, "mentor_id": null, "places": 1, "with_mentor_id": null, "rule": null, "skill": "data_analysis", "languages": []}], "is_complete": true}}');
INSERT INTO "unmatched_mentees" VALUES(4,2,1,'no_eligible_mentor','{"mentee_id": 1, "code": "no_eligible_mentor", "eligible": 0, "rules": [{"rule": "reporting_line", "removed": 1, "forbidden": 1, "alone": 0}, {"rule": "shared_language", "removed": 7, "forbidden": 8, "alone": 4}, {"rule": "teachable_gap", "removed": 0, "forbidden": 3, "alone": 0}], "untaught_skills": [], "competition": null, "alternatives": [], "remedies": {"mentee_id": 1, "found": [{"kind": "rule", "matched": 2, "mentor_id": null, "places": 0, "with_mentor_id": 8, "rule": "shared_language", "skill": null, "languages": []}, {"kind": "recruit", "matched": 1, "mentor_id": null, "places": 1, "with_mentor_id": null, "rule": null, "skill": "problem_solving", "languages": ["fr"]}], "is_complete": true}}');
INSERT INTO "unmatched_mentees" VALUES(5,2,17,'no_eligible_mentor','{"mentee_id": 17, "code": "no_eligible_mentor", "eligible": 0, "rules": [{"rule": "shared_language", "removed": 8, "forbidden": 8, "alone": 8}], "untaught_skills": ["benefits", "risk"], "competition": null, "alternatives": [], "remedies": {"mentee_id": 17, "found": [{"kind": "rule", "matched": 2, "mentor_id": null, "places": 0, "with_mentor_id": 14, "rule": "shared_language", "skill": null, "languages": []}, {"kind": "recruit", "matched": 1, "mentor_id": null, "places": 1, "with_mentor_id": null, "rule": null, "skill": "collaborative_leadership", "languages": ["ja"]}], "is_complete": true}}');
INSERT INTO "unmatched_mentees" VALUES(6,3,1,'no_eligible_mentor','{"mentee_id": 1, "code": "no_eligible_mentor", "eligible": 0, "rules": [{"rule": "no_place", "removed": 3, "forbidden": 3, "alone": 0}, {"rule": "unavailable", "removed": 3, "forbidden": 3, "alone": 0}, {"rule": "reporting_line", "removed": 0, "forbidden": 1, "alone": 0}, {"rule": "shared_language", "removed": 2, "forbidden": 8, "alone": 1}, {"rule": "teachable_gap", "removed": 0, "forbidden": 3, "alone": 0}], "untaught_skills": [], "competition": null, "alternatives": [], "remedies": {"mentee_id": 1, "found": [{"kind": "recruit", "matched": 1, "mentor_id": null, "places": 1, "with_mentor_id": null, "rule": null, "skill": "problem_solving", "languages": ["fr"]}], "is_complete": true}}');
INSERT INTO "unmatched_mentees" VALUES(7,3,5,'all_taken','{"mentee_id": 5, "code": "all_taken", "eligible": 1, "rules": [{"rule": "no_place", "removed": 3, "forbidden": 3, "alone": 1}, {"rule": "unavailable", "removed": 3, "forbidden": 3, "alone": 2}, {"rule": "teachable_gap", "removed": 1, "forbidden": 4, "alone": 1}], "untaught_skills": ["benefits"], "competition": {"mentees": 1, "mentors": 1, "places": 0, "waited_longer": 0}, "alternatives": [{"mentor_id": 3, "points": 26, "units": 2610, "is_taken": true, "cost": null}], "remedies": {"mentee_id": 5, "found": [{"kind": "place", "matched": 1, "mentor_id": 3, "places": 1, "with_mentor_id": 3, "rule": null, "skill": null, "languages": []}, {"kind": "recruit", "matched": 1, "mentor_id": null, "places": 1, "with_mentor_id": null, "rule": null, "skill": "benefits", "languages": []}], "is_complete": true}}');
INSERT INTO "unmatched_mentees" VALUES(8,3,15,'no_eligible_mentor','{"mentee_id": 15, "code": "no_eligible_mentor", "eligible": 0, "rules": [{"rule": "no_place", "removed": 3, "forbidden": 3, "alone": 3}, {"rule": "unavailable", "removed": 3, "forbidden": 3, "alone": 3}, {"rule": "reporting_line", "removed": 1, "forbidden": 1, "alone": 1}, {"rule": "met_before", "removed": 1, "forbidden": 1, "alone": 1}], "untaught_skills": ["benefits"], "competition": null, "alternatives": [], "remedies": {"mentee_id": 15, "found": [{"kind": "recruit", "matched": 1, "mentor_id": null, "places": 1, "with_mentor_id": null, "rule": null, "skill": "adaptability", "languages": []}], "is_complete": true}}');
INSERT INTO "unmatched_mentees" VALUES(9,3,17,'no_eligible_mentor','{"mentee_id": 17, "code": "no_eligible_mentor", "eligible": 0, "rules": [{"rule": "no_place", "removed": 3, "forbidden": 3, "alone": 0}, {"rule": "unavailable", "removed": 3, "forbidden": 3, "alone": 0}, {"rule": "shared_language", "removed": 2, "forbidden": 8, "alone": 2}], "untaught_skills": ["benefits", "risk"], "competition": null, "alternatives": [], "remedies": {"mentee_id": 17, "found": [{"kind": "recruit", "matched": 1, "mentor_id": null, "places": 1, "with_mentor_id": null, "rule": null, "skill": "collaborative_leadership", "languages": ["ja"]}], "is_complete": true}}');
INSERT INTO "unmatched_mentees" VALUES(10,3,22,'no_eligible_mentor','{"mentee_id": 22, "code": "no_eligible_mentor", "eligible": 0, "rules": [{"rule": "no_place", "removed": 3, "forbidden": 3, "alone": 2}, {"rule": "excluded", "removed": 1, "forbidden": 1, "alone": 1}, {"rule": "unavailable", "removed": 3, "forbidden": 3, "alone": 3}, {"rule": "reporting_line", "removed": 0, "forbidden": 1, "alone": 0}, {"rule": "teachable_gap", "removed": 1, "forbidden": 1, "alone": 1}], "untaught_skills": ["risk"], "competition": null, "alternatives": [], "remedies": {"mentee_id": 22, "found": [{"kind": "recruit", "matched": 1, "mentor_id": null, "places": 1, "with_mentor_id": null, "rule": null, "skill": "change_control", "languages": []}], "is_complete": true}}');
INSERT INTO "unmatched_mentees" VALUES(11,4,1,'no_eligible_mentor','{"mentee_id": 1, "code": "no_eligible_mentor", "eligible": 0, "rules": [{"rule": "no_place", "removed": 3, "forbidden": 3, "alone": 0}, {"rule": "unavailable", "removed": 3, "forbidden": 3, "alone": 0}, {"rule": "reporting_line", "removed": 0, "forbidden": 1, "alone": 0}, {"rule": "shared_language", "removed": 2, "forbidden": 8, "alone": 1}, {"rule": "teachable_gap", "removed": 0, "forbidden": 3, "alone": 0}], "untaught_skills": [], "competition": null, "alternatives": [], "remedies": {"mentee_id": 1, "found": [{"kind": "rule", "matched": 0, "mentor_id": null, "places": 0, "with_mentor_id": 16, "rule": "shared_language", "skill": null, "languages": []}, {"kind": "recruit", "matched": 1, "mentor_id": null, "places": 1, "with_mentor_id": null, "rule": null, "skill": "problem_solving", "languages": ["fr"]}], "is_complete": true}}');
INSERT INTO "unmatched_mentees" VALUES(12,4,15,'no_eligible_mentor','{"mentee_id": 15, "code": "no_eligible_mentor", "eligible": 0, "rules": [{"rule": "no_place", "removed": 3, "forbidden": 3, "alone": 3}, {"rule": "unavailable", "removed": 3, "forbidden": 3, "alone": 3}, {"rule": "reporting_line", "removed": 1, "forbidden": 1, "alone": 1}, {"rule": "met_before", "removed": 1, "forbidden": 1, "alone": 1}], "untaught_skills": ["benefits"], "competition": null, "alternatives": [], "remedies": {"mentee_id": 15, "found": [{"kind": "rule", "matched": 0, "mentor_id": null, "places": 0, "with_mentor_id": 16, "rule": "met_before", "skill": null, "languages": []}, {"kind": "recruit", "matched": 1, "mentor_id": null, "places": 1, "with_mentor_id": null, "rule": null, "skill": "adaptability", "languages": []}], "is_complete": true}}');
INSERT INTO "unmatched_mentees" VALUES(13,4,17,'no_eligible_mentor','{"mentee_id": 17, "code": "no_eligible_mentor", "eligible": 0, "rules": [{"rule": "no_place", "removed": 3, "forbidden": 3, "alone": 0}, {"rule": "unavailable", "removed": 3, "forbidden": 3, "alone": 0}, {"rule": "shared_language", "removed": 2, "forbidden": 8, "alone": 2}], "untaught_skills": ["benefits", "risk"], "competition": null, "alternatives": [], "remedies": {"mentee_id": 17, "found": [{"kind": "rule", "matched": 0, "mentor_id": null, "places": 0, "with_mentor_id": 16, "rule": "shared_language", "skill": null, "languages": []}, {"kind": "recruit", "matched": 1, "mentor_id": null, "places": 1, "with_mentor_id": null, "rule": null, "skill": "collaborative_leadership", "languages": ["ja"]}], "is_complete": true}}');
INSERT INTO "unmatched_mentees" VALUES(14,4,22,'no_eligible_mentor','{"mentee_id": 22, "code": "no_eligible_mentor", "eligible": 0, "rules": [{"rule": "no_place", "removed": 3, "forbidden": 3, "alone": 2}, {"rule": "excluded", "removed": 1, "forbidden": 1, "alone": 1}, {"rule": "unavailable", "removed": 3, "forbidden": 3, "alone": 3}, {"rule": "reporting_line", "removed": 0, "forbidden": 1, "alone": 0}, {"rule": "teachable_gap", "removed": 1, "forbidden": 1, "alone": 1}], "untaught_skills": ["risk"], "competition": null, "alternatives": [], "remedies": {"mentee_id": 22, "found": [{"kind": "rule", "matched": 0, "mentor_id": null, "places": 0, "with_mentor_id": 3, "rule": "teachable_gap", "skill": null, "languages": []}, {"kind": "recruit", "matched": 1, "mentor_id": null, "places": 1, "with_mentor_id": null, "rule": null, "skill": "change_control", "languages": []}], "is_complete": true}}');
CREATE INDEX ix_exclusions_member_id ON exclusions (member_id);
CREATE UNIQUE INDEX uq_rounds_month_not_discarded ON rounds (programme_id, month) WHERE status <> 'discarded';
CREATE INDEX ix_sign_in_sessions_member_id ON sign_in_sessions (member_id);
CREATE INDEX ix_matches_mentor_status ON matches (mentor_id, status);
CREATE INDEX ix_matches_round_id ON matches (round_id);
CREATE INDEX ix_matches_status_answer_by ON matches (status, answer_by);
CREATE UNIQUE INDEX uq_matches_live_mentee ON matches (mentee_id) WHERE status IN ('offered', 'accepted', 'introduced', 'active');
CREATE INDEX ix_coffee_groups_round_id ON coffee_groups (round_id);
CREATE INDEX ix_coffee_groups_status ON coffee_groups (status, closed_at);
CREATE INDEX ix_coffee_group_members_member_id ON coffee_group_members (member_id);
CREATE INDEX ix_participations_member_id ON participations (member_id);
CREATE INDEX ix_job_runs_job ON job_runs (job, started_at);
CREATE INDEX ix_outbox_mails_due ON outbox_mails (status, next_attempt_at);
CREATE INDEX ix_outbox_mails_member_id ON outbox_mails (member_id);
CREATE INDEX ix_erasures_address_hash ON erasures (address_hash);
CREATE INDEX ix_profile_looks_looked_at ON profile_looks (looked_at);
CREATE INDEX ix_profile_looks_member_id ON profile_looks (member_id);
CREATE INDEX ix_profile_looks_viewer_id ON profile_looks (viewer_id);
CREATE INDEX ix_status_changes_match_id ON status_changes (match_id);
CREATE INDEX ix_status_changes_round_id ON status_changes (round_id);
CREATE INDEX ix_attempt_counts_until ON attempt_counts (until);
CREATE INDEX ix_coordinator_changes_actor_id ON coordinator_changes (actor_id);
CREATE INDEX ix_coordinator_changes_changed_at ON coordinator_changes (changed_at);
CREATE INDEX ix_coordinator_changes_member_id ON coordinator_changes (member_id);
CREATE INDEX ix_coordinators_member_id ON coordinators (member_id);
CREATE INDEX ix_sign_in_links_email ON sign_in_links (email);
COMMIT;
