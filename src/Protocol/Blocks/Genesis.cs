using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Blocks;

/// <summary>What a chain begins with (chain.md §3). Its bytes are the chain's identity: chain id = Kdf("CHAIN", 32; bytes).</summary>
public sealed class Genesis
{
    /// <summary>The longest canonical genesis.</summary>
    public const int BytesMax = 4096;

    private const ulong Version = 1;
    private const int Fields = 7;
    private Bytes32? chainId;

    /// <summary>The registry chain this chain belongs to; null for a registry chain itself.</summary>
    public Bytes32? RegistryChainId { get; init; }

    /// <summary>System manager's signing key.</summary>
    public required Bytes32 ManagerSigning { get; init; }

    /// <summary>System manager's sealing key, 65 bytes.</summary>
    public required ReadOnlyMemory<byte> ManagerSealing { get; init; }

    /// <summary>The hospital; on a registry chain the system manager itself.</summary>
    public required SealerKeys Supernode { get; init; }

    public required ChainParameters Parameters { get; init; }

    public required ulong TimeMillis { get; init; }

    public bool IsRegistry => RegistryChainId is null;

    public Bytes32 ChainId => chainId ??= Transcript.Of(Labels.Chain).Add(ToBytes()).Hash32();

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version);
        if (RegistryChainId is { } registry)
        {
            writer.Bytes(registry);
        }
        else
        {
            writer.Bytes(ReadOnlySpan<byte>.Empty);
        }

        writer.Bytes(ManagerSigning).Bytes(ManagerSealing.Span);
        Supernode.Write(writer);
        Parameters.Write(writer);
        return writer.UInt(TimeMillis).ToArray();
    }

    public static Parsed<Genesis> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var registry = reader.Bytes(0, Bytes32.Size);
        if (registry.Length is not (0 or Bytes32.Size))
        {
            reader.Fail();
        }

        var genesis = new Genesis
        {
            RegistryChainId = registry.Length == Bytes32.Size ? new Bytes32(registry) : null,
            ManagerSigning = reader.Bytes32(),
            ManagerSealing = reader.Fixed(RecordLimits.SealingKeyBytes),
            Supernode = SealerKeys.Read(ref reader),
            Parameters = ChainParameters.Read(ref reader),
            TimeMillis = reader.UInt(ulong.MaxValue),
        };
        if (!reader.Complete)
        {
            return Refusals.Malformed.With("genesis");
        }

        return genesis;
    }
}
