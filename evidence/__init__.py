"""What happened: records with their attachments (一事一档), complete in themselves, serving any yardstick."""
