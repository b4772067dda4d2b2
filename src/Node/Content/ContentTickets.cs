using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Content;

/// <summary>
/// What a promised access becomes while content goes out in parts: the reader's own REQUEST, the content's hash and an end,
/// under a MAC with a secret that lives as long as the process. The node keeps no list of them; each part is judged anew.
/// </summary>
public sealed class ContentTickets(TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const int TailBytes = Bytes32.Size + sizeof(long) + HMACSHA256.HashSizeInBytes;
    private const int TicketBytesMax = 1_024;

    private readonly byte[] secret = RandomNumberGenerator.GetBytes(32);

    public (string Ticket, DateTimeOffset Expiry) Issue(AccessRequest request, Bytes32 sha256)
    {
        var expiry = DateTimeOffset.FromUnixTimeMilliseconds((time.GetUtcNow() + Lifetime).ToUnixTimeMilliseconds());
        var writer = new CanonicalWriter();
        request.Write(writer);
        var named = writer.ToArray();
        var ticket = new byte[named.Length + TailBytes];
        named.CopyTo(ticket, 0);
        sha256.CopyTo(ticket.AsSpan(named.Length));
        BinaryPrimitives.WriteInt64BigEndian(ticket.AsSpan(named.Length + Bytes32.Size), expiry.ToUnixTimeMilliseconds());
        HMACSHA256.HashData(secret, ticket.AsSpan(..^HMACSHA256.HashSizeInBytes), ticket.AsSpan(^HMACSHA256.HashSizeInBytes..));
        return (Base64Url.EncodeToString(ticket), expiry);
    }

    /// <summary>The request behind a ticket of this process for this content that has not expired; null for anything else.</summary>
    public AccessRequest? Read(string text, Bytes32 sha256)
    {
        Span<byte> buffer = stackalloc byte[TicketBytesMax];
        if (text.Length > Base64Url.GetEncodedLength(TicketBytesMax) || Base64Url.DecodeFromChars(text, buffer, out _, out var written) != OperationStatus.Done || written <= TailBytes)
        {
            return null;
        }

        var ticket = buffer[..written];
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, ticket[..^HMACSHA256.HashSizeInBytes], mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, ticket[^HMACSHA256.HashSizeInBytes..]))
        {
            return null;
        }

        var reader = new CanonicalReader(ticket[..^TailBytes]);
        var request = AccessRequest.Read(ref reader);
        var tail = ticket[^TailBytes..];
        return reader.Complete
            && new Bytes32(tail[..Bytes32.Size]) == sha256
            && BinaryPrimitives.ReadInt64BigEndian(tail[Bytes32.Size..]) > time.GetUtcNow().ToUnixTimeMilliseconds()
                ? request
                : null;
    }
}
