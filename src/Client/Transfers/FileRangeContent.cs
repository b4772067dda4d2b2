using System.Net;
using System.Net.Http.Headers;

namespace HospitalChain.Client.Transfers;

/// <summary>A range of a file as a request's body, sent as it is read, so memory stays flat.</summary>
internal sealed class FileRangeContent : HttpContent
{
    private const int BufferBytes = 256 * 1024;

    private readonly FileStream file;
    private readonly long from;
    private readonly long count;
    private readonly IProgress<double>? progress;

    /// <param name="file">Open for reading; stays the caller's.</param>
    /// <param name="from">First byte.</param>
    /// <param name="count">How many.</param>
    /// <param name="progress">Told which part of the whole file was sent, from 0 to 1.</param>
    public FileRangeContent(FileStream file, long from, long count, IProgress<double>? progress)
    {
        (this.file, this.from, this.count, this.progress) = (file, from, count, progress);
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = new byte[(int)Math.Min(BufferBytes, count)];
        for (var sent = 0L; sent < count;)
        {
            var read = await RandomAccess.ReadAsync(file.SafeFileHandle, buffer.AsMemory(0, (int)Math.Min(buffer.Length, count - sent)), from + sent, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                throw new EndOfStreamException("the sealed file became shorter");
            }

            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            sent += read;
            progress?.Report((double)(from + sent) / file.Length);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = count;
        return true;
    }
}
