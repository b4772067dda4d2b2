using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Supervision;

/// <summary>What a supernode signed about a height: a sealed header, or a HEAD. Canonical: [sealed header or bin0, HEAD or bin0].</summary>
public sealed class SignedStand
{
    private const int Fields = 2;

    private SignedStand(SealedHeader? header, SignedHead? head)
    {
        Header = header;
        Head = head;
    }

    public SealedHeader? Header { get; }

    public SignedHead? Head { get; }

    public Bytes32 ChainId => Header?.Header.ChainId ?? Head!.ChainId;

    public ulong Height => Header?.Header.Height ?? Head!.Height;

    public Bytes32 HeaderHash => Header?.Header.Hash ?? Head!.HeaderHash;

    public static SignedStand Of(SealedHeader header) => new(header, null);

    public static SignedStand Of(SignedHead head) => new(null, head);

    public bool IsSignedBy(Bytes32 supernode) => Header?.SealIsValid(supernode) ?? Head!.SignatureIsValid(supernode);

    internal void Write(CanonicalWriter writer) => writer.Array(Fields).Bytes(Header?.ToBytes() ?? []).Bytes(Head?.ToBytes() ?? []);

    internal static SignedStand? Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        var header = reader.Bytes(0, SealedHeader.BytesMax);
        var head = reader.Bytes(0, SignedHead.BytesMax);
        if (!reader.Failed && header.IsEmpty != head.IsEmpty)
        {
            if (head.IsEmpty && SealedHeader.Parse(header) is { Ok: true } parsed)
            {
                return Of(parsed.Value!);
            }

            if (header.IsEmpty && SignedHead.Parse(head) is { Ok: true } signed)
            {
                return Of(signed.Value!);
            }
        }

        reader.Fail();
        return null;
    }
}
