"""Where pictures are stored: the `PictureStore` protocol, with a folder or an S3 bucket behind it."""
