"""What the portal asks across apps; every read starts with the actor."""
