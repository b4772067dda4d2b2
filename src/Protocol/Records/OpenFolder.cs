using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// A folder of documents under a P21 pair of its own (crypto.md §7), by its owner: the hospital or a patient's visit.
/// After a revocation the folder goes on as a successor under a new pair.
/// </summary>
public sealed class OpenFolder : RecordBody
{
    private const int Fields = 5;

    public override string Kind => RecordKinds.OpenFolder;

    /// <summary>32 random bytes, new on the chain.</summary>
    public required Bytes32 FolderId { get; init; }

    /// <summary>pk1‖pk2, 66 bytes, new on the chain.</summary>
    public required ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>Signing key of the owner, who is also the author.</summary>
    public required Bytes32 Owner { get; init; }

    /// <summary>The folder that this one continues; zero for a first one.</summary>
    public required Bytes32 Predecessor { get; init; }

    public override void Write(CanonicalWriter writer) => writer.Array(Fields).UInt(Version)
        .Bytes(FolderId).Bytes(Key.Span).Bytes(Owner).OptionalHash(Predecessor);

    internal static OpenFolder Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        return new OpenFolder
        {
            FolderId = reader.Bytes32(),
            Key = reader.Fixed(RecordLimits.P21KeyBytes),
            Owner = reader.Bytes32(),
            Predecessor = reader.OptionalHash(),
        };
    }
}
