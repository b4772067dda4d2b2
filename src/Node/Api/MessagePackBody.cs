using System.Buffers;
using HospitalChain.Protocol;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace HospitalChain.Node.Api;

/// <summary>Canonical MessagePack in requests and answers.</summary>
public static class MessagePackBody
{
    public const string MediaType = "application/vnd.msgpack";

    public static FileContentHttpResult ToResult(ReadOnlyMemory<byte> bytes) => TypedResults.Bytes(bytes, MediaType);

    /// <summary>The caller prefers bytes to JSON.</summary>
    public static bool IsAsked(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.Any(type => type.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads a body of at most <paramref name="bytesMax"/> bytes and never more; the refusal is 413.</summary>
    public static async Task<(byte[] Bytes, Refusal? Refusal)> ReadAsync(HttpRequest request, int bytesMax, CancellationToken cancellation)
    {
        var refusal = Refusals.RecordTooLarge.With($"limit {bytesMax} bytes");
        if (request.ContentLength > bytesMax)
        {
            return ([], refusal);
        }

        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellation);
            if (read.Buffer.Length > bytesMax || read.IsCompleted)
            {
                var bytes = read.Buffer.Length > bytesMax ? [] : read.Buffer.ToArray();
                var tooLarge = read.Buffer.Length > bytesMax;
                request.BodyReader.AdvanceTo(read.Buffer.End); // an open read would break the connection's next request
                return (bytes, tooLarge ? refusal : null);
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
