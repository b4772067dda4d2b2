using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using HospitalChain.Client.Http;
using HospitalChain.Crypto;
using HospitalChain.Protocol;

namespace HospitalChain.Client.Transfers;

/// <summary>
/// Fetches sealed content into a file, going on where an earlier try stopped. The file gets its final name only after its
/// SHA-256 was checked against the record's.
/// </summary>
public static class ContentDownload
{
    /// <summary>Makes <paramref name="target"/> hold exactly the content, or nothing.</summary>
    /// <param name="store">A node that has it.</param>
    /// <param name="contentHash">SHA-256 of the ciphertext.</param>
    /// <param name="sizeBytes">Its size, from the record.</param>
    /// <param name="target">The final name; beside it a <c>.part</c> grows.</param>
    /// <param name="cancellation">Stops it; a later call goes on.</param>
    /// <param name="progress">Told which part of the content is here, from 0 to 1.</param>
    public static async Task FetchAsync(NodeConnection store, Bytes32 contentHash, ulong sizeBytes, string target, CancellationToken cancellation, IProgress<double>? progress = null)
    {
        var part = target + ".part";
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await AppendAsync(store, contentHash, sizeBytes, part, progress, cancellation).ConfigureAwait(false);
                break;
            }
            catch (IOException broken) when (broken is HttpIOException && attempt < RetrySchedule.AttemptsMax)
            {
                // the connection broke: what came is kept, the rest is asked for
            }
            catch (HttpIOException broken)
            {
                throw new RefusedException(ClientRefusals.NodeUnreachable.With($"{store.Node.Address}: {broken.HttpRequestError}"));
            }
        }

        if (await HashAsync(part, cancellation).ConfigureAwait(false) != contentHash)
        {
            File.Delete(part);
            throw new RefusedException(ClientRefusals.ContentMismatch.With($"content {contentHash}"));
        }

        File.Move(part, target, overwrite: true);
    }

    private static async Task AppendAsync(NodeConnection store, Bytes32 contentHash, ulong sizeBytes, string part, IProgress<double>? progress, CancellationToken cancellation)
    {
        await using var file = new FileStream(part, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        if ((ulong)file.Length > sizeBytes)
        {
            file.SetLength(0);
        }

        if ((ulong)file.Length == sizeBytes && sizeBytes > 0)
        {
            return;
        }

        var from = file.Length;
        using var response = await store.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/content/{contentHash}");
                if (from > 0)
                {
                    request.Headers.Range = new RangeHeaderValue(from, null);
                }

                return request;
            },
            repeatable: true,
            cancellation).ConfigureAwait(false);
        file.Position = response.StatusCode == HttpStatusCode.PartialContent ? from : 0;
        file.SetLength(file.Position);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var buffer = new byte[128 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
        {
            if ((ulong)(file.Position + read) > sizeBytes)
            {
                throw new RefusedException(ClientRefusals.ContentMismatch.With($"more than {sizeBytes} bytes"));
            }

            await file.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            progress?.Report((double)file.Position / sizeBytes);
        }
    }

    private static async Task<Bytes32> HashAsync(string path, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
        return new Bytes32(await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false));
    }
}
