using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.State;

/// <summary>A folder of documents as the chain keeps it.</summary>
public sealed class FolderEntry
{
    private const ulong Version = 1;
    private const int Fields = 6;

    public required Bytes32 Owner { get; init; }

    /// <summary>pk1‖pk2, 66 bytes.</summary>
    public required ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>The folder that this one continues; zero for a first one.</summary>
    public required Bytes32 Predecessor { get; init; }

    /// <summary>The folder that continues this one; zero while it takes documents.</summary>
    public required Bytes32 Successor { get; init; }

    /// <summary>Proxies that the folder's grants name, rising: they hold re-encryption keys from its pair.</summary>
    public required IReadOnlyList<Bytes32> Proxies { get; init; }

    /// <summary>The folder went on under a new pair.</summary>
    public bool Succeeded => !Successor.IsZero;

    /// <summary>The same folder, continued by another.</summary>
    public FolderEntry SucceededBy(Bytes32 folderId) => With(folderId, Proxies);

    /// <summary>The same folder, with one more proxy that may re-encrypt from it.</summary>
    public FolderEntry WithProxy(Bytes32 proxy) => With(Successor, HashSetCodec.InOrder([.. Proxies, proxy]));

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version)
        .Bytes(Owner).Bytes(Key.Span).OptionalHash(Predecessor).OptionalHash(Successor).HashSet(Proxies).ToArray();

    public static FolderEntry? Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new CanonicalReader(bytes);
        reader.Array(Fields);
        reader.Version(Version);
        var entry = new FolderEntry
        {
            Owner = reader.Bytes32(),
            Key = reader.Fixed(RecordLimits.P21KeyBytes),
            Predecessor = reader.OptionalHash(),
            Successor = reader.OptionalHash(),
            Proxies = reader.HashSet(0, RecordLimits.FolderProxiesMax),
        };
        return reader.Complete ? entry : null;
    }

    private FolderEntry With(Bytes32 successor, IReadOnlyList<Bytes32> proxies) => new()
    {
        Owner = Owner,
        Key = Key,
        Predecessor = Predecessor,
        Successor = successor,
        Proxies = proxies,
    };
}
