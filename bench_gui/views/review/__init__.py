"""What is shown of runs that have ended or were interrupted; read from their records alone."""
