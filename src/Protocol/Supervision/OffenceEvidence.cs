using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Supervision;

/// <summary>
/// What shows that a hospital's supernode did wrong, for anybody to verify alone: it carries the chain's genesis, and what it
/// says is signed by the key that stands there (chain.md §4.5). Parsed only: <see cref="Refuses"/> decides. Canonical:
/// [1, form, genesis, content].
/// </summary>
public abstract class OffenceEvidence
{
    private const ulong Version = 1;
    private const int Fields = 4;
    private const ulong FormMax = 4;

    private protected OffenceEvidence(Genesis genesis) => Genesis = genesis;

    /// <summary>Genesis of the chain whose supernode is accused.</summary>
    public Genesis Genesis { get; }

    /// <summary>One of <see cref="Offences"/>.</summary>
    public abstract string Code { get; }

    /// <summary>Which of the offences with this code on this chain it is: two proofs of one offence name it alike.</summary>
    public abstract Bytes32 Subject { get; }

    /// <summary>False for a dispute, which needs what only the hospital holds.</summary>
    public virtual bool ProvesItself => true;

    /// <summary>Kdf("OFFENCE", 32; chain id, code, subject).</summary>
    public Bytes32 OffenceKey => Transcript.Of(Labels.Offence).Add(Genesis.ChainId).Add(Code).Add(Subject).Hash32();

    /// <summary>Null when it shows what it alleges; needs nothing but itself, so it may run on any thread.</summary>
    public Refusal? Refuses() => Genesis.IsRegistry ? Refusals.AccusedUnknown.With("a registry chain has no hospital") : Check();

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).UInt(Form).Bytes(Genesis.ToBytes());
        WriteContent(writer);
        return writer.ToArray();
    }

    /// <summary>Accepts exactly the canonical bytes.</summary>
    public static Parsed<OffenceEvidence> Parse(ReadOnlySpan<byte> input)
    {
        if (input.Length > RecordLimits.EvidenceBytesMax)
        {
            return Refusals.RecordTooLarge.With($"evidence of {input.Length} bytes");
        }

        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var form = reader.UInt(FormMax);
        var genesis = Genesis.Parse(reader.Bytes(0, Genesis.BytesMax));
        if (reader.Failed || !genesis.Ok)
        {
            return Refusals.Malformed.With("evidence");
        }

        OffenceEvidence? evidence = form switch
        {
            0 => ForkEvidence.Read(genesis.Value, ref reader),
            1 => BrokenPromiseEvidence.Read(genesis.Value, ref reader),
            2 => UnlawfulBlockEvidence.Read(genesis.Value, ref reader),
            3 => StaleRegistryEvidence.Read(genesis.Value, ref reader),
            _ => DisputeEvidence.Read(genesis.Value, ref reader),
        };
        return reader.Complete && evidence is not null ? evidence : Refusals.Malformed.With("evidence");
    }

    private protected abstract ulong Form { get; }

    private protected abstract Refusal? Check();

    private protected abstract void WriteContent(CanonicalWriter writer);

    /// <summary>The header is of the accused chain, and its supernode sealed it.</summary>
    private protected bool IsSealed(SealedHeader header) =>
        header.Header.ChainId == Genesis.ChainId && header.SealIsValid(Genesis.Supernode.Signing);
}
