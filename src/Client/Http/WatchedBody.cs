namespace HospitalChain.Client.Http;

/// <summary>An answer's body that may pause only so long; whatever breaks it is one kind of failure.</summary>
/// <exception cref="HttpIOException">Of every reading: the connection broke, or nothing came for too long.</exception>
internal sealed class WatchedBody(Stream body, TimeSpan silenceMax, TimeProvider time) : Stream
{
    private const string ForwardOnly = "a body is read asynchronously, from its beginning to its end";

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException(ForwardOnly);

    public override long Position
    {
        get => throw new NotSupportedException(ForwardOnly);
        set => throw new NotSupportedException(ForwardOnly);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var patience = new CancellationTokenSource(silenceMax, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await body.ReadAsync(buffer, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException silent) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new HttpIOException(HttpRequestError.Unknown, $"nothing came for {silenceMax.TotalSeconds} s", silent);
        }
        catch (IOException broken) when (broken is not HttpIOException)
        {
            throw new HttpIOException(HttpRequestError.ResponseEnded, "the connection was reset", broken);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException(ForwardOnly);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException(ForwardOnly);

    public override void SetLength(long value) => throw new NotSupportedException(ForwardOnly);

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException(ForwardOnly);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
        }

        base.Dispose(disposing);
    }
}
