using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>A reader's signed REQUEST for one record (crypto.md §3). The nonce makes each request one access.</summary>
public sealed class AccessRequest
{
    private const ulong Version = 1;
    private const int Fields = 8;

    /// <summary>The chain of the record asked for, under whose id REQUEST is signed.</summary>
    public required Bytes32 ChainId { get; init; }

    public required Bytes32 RecordId { get; init; }

    /// <summary>Record id of the grant relied on.</summary>
    public required Bytes32 GrantId { get; init; }

    /// <summary>Signing key of the reader.</summary>
    public required Bytes32 Requester { get; init; }

    public required Bytes32 Nonce { get; init; }

    /// <summary>The reader's clock, milliseconds since 1970.</summary>
    public required ulong TimeMillis { get; init; }

    public required Signature64 Signature { get; init; }

    /// <summary>Makes and signs a request.</summary>
    public static AccessRequest Sign(Bytes32 chainId, Bytes32 recordId, Bytes32 grantId, Bytes32 nonce, ulong timeMillis, SigningKey requester) => new()
    {
        ChainId = chainId,
        RecordId = recordId,
        GrantId = grantId,
        Requester = requester.PublicKey,
        Nonce = nonce,
        TimeMillis = timeMillis,
        Signature = requester.Sign(SignedMessage.Request(chainId, recordId, grantId, nonce.ToArray(), timeMillis)),
    };

    /// <summary>The requester's signature is right.</summary>
    public bool SignatureIsValid() =>
        Bip340.Verify(Requester, SignedMessage.Request(ChainId, RecordId, GrantId, Nonce.ToArray(), TimeMillis), Signature);

    public void Write(CanonicalWriter writer) => writer.Array(Fields).UInt(Version)
        .Bytes(ChainId).Bytes(RecordId).Bytes(GrantId).Bytes(Requester).Bytes(Nonce).UInt(TimeMillis).Bytes(Signature);

    public static AccessRequest Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        return new AccessRequest
        {
            ChainId = reader.Bytes32(),
            RecordId = reader.Bytes32(),
            GrantId = reader.Bytes32(),
            Requester = reader.Bytes32(),
            Nonce = reader.Bytes32(),
            TimeMillis = reader.UInt(ulong.MaxValue),
            Signature = reader.Signature(),
        };
    }
}
