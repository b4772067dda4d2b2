using HospitalChain.Protocol;

namespace HospitalChain.Client.Http;

/// <summary>Answers are read up to a written limit, whatever the node says or sends.</summary>
internal static class BoundedBody
{
    public static async Task<byte[]> ReadAsync(HttpResponseMessage response, int bytesMax, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentLength > bytesMax)
        {
            throw new RefusedException(ClientRefusals.AnswerMalformed.With($"{response.Content.Headers.ContentLength} bytes, limit {bytesMax}"));
        }

        try
        {
            return await ReadUpToAsync(response, bytesMax, cancellation).ConfigureAwait(false);
        }
        catch (HttpIOException broken)
        {
            throw new RefusedException(ClientRefusals.NodeUnreachable.With($"{response.RequestMessage?.RequestUri?.Host}: {broken.HttpRequestError}"));
        }
    }

    private static async Task<byte[]> ReadUpToAsync(HttpResponseMessage response, int bytesMax, CancellationToken cancellation)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[8192];
        await using var body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        int read;
        while ((read = await body.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
        {
            if (kept.Length + read > bytesMax)
            {
                throw new RefusedException(ClientRefusals.AnswerMalformed.With($"more than {bytesMax} bytes"));
            }

            kept.Write(buffer, 0, read);
        }

        return kept.ToArray();
    }
}
