using Amazon.S3;
using Amazon.S3.Model;

namespace HospitalChain.Node.Content.S3;

/// <summary>
/// An object of known size as a seekable stream. A window of it is asked for at a time and read as it comes, so memory stays
/// flat and a reader who stops early leaves little unread.
/// </summary>
internal sealed class S3Stream(IAmazonS3 service, string bucket, string key, long length) : Stream
{
    private const long WindowBytes = 8 << 20;

    private GetObjectResponse? window;
    private long windowEnd;
    private long position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => position;
        set
        {
            if (value != position)
            {
                CloseWindow();
            }

            position = value;
        }
    }

    /// <exception cref="ShelfException">The service broke off or refuses.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (position >= length || buffer.IsEmpty)
        {
            return 0;
        }

        try
        {
            if (window is null || position == windowEnd)
            {
                CloseWindow();
                windowEnd = Math.Min(length, position + WindowBytes);
                window = await service.GetObjectAsync(
                    new GetObjectRequest { BucketName = bucket, Key = key, ByteRange = new ByteRange(position, windowEnd - 1) }, cancellationToken);
            }

            var read = await ReadWindowAsync(window, buffer[..(int)Math.Min(buffer.Length, windowEnd - position)], cancellationToken);
            position += read;
            return read > 0 ? read : throw new ShelfException($"the S3 service broke off at byte {position}");
        }
        catch (Exception exception) when (S3Service.FailureOf(exception) is not null)
        {
            throw S3Service.FailureOf(exception)!;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("read asynchronously");

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => position + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("stored content is not changed");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("stored content is not changed");

    protected override void Dispose(bool disposing)
    {
        CloseWindow();
        base.Dispose(disposing);
    }

    private static async ValueTask<int> ReadWindowAsync(GetObjectResponse window, Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            return await window.ResponseStream.ReadAsync(buffer, cancellation);
        }
        catch (IOException broken)
        {
            throw new ShelfException("the S3 service broke off", broken);
        }
    }

    private void CloseWindow()
    {
        window?.Dispose();
        window = null;
    }
}
