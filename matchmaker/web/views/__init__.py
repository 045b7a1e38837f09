"""The pages, one folder a subject, named as the folders of services are."""
