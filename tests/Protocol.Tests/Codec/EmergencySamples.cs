using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using static HospitalChain.Protocol.Tests.Codec.SampleBodies;

namespace HospitalChain.Protocol.Tests.Codec;

/// <summary>Bodies of escrows and emergencies with random contents of the right form, good for encoding and nothing else.</summary>
internal static class EmergencySamples
{
    public static IEnumerable<RecordBody> Bodies(Random random)
    {
        foreach (var purpose in (EscrowPurpose[])[EscrowPurpose.Recovery, EscrowPurpose.BreakGlass])
        {
            yield return new Escrow
            {
                Pid = random.Bytes(145),
                Purpose = purpose,
                Holders = [Hash(random), Hash(random), Hash(random)],
                Commitments = [random.Bytes(48), random.Bytes(48)],
                Proof = random.Bytes(128),
                Shares = [random.Bytes(Escrow.SealedShareBytes), random.Bytes(Escrow.SealedShareBytes), random.Bytes(Escrow.SealedShareBytes)],
                Seeds = purpose == EscrowPurpose.Recovery ? random.Bytes(Crypto.Escrow.EscrowedSeeds.BoxSize) : ReadOnlyMemory<byte>.Empty,
            };
        }

        yield return new BreakGlassOpen
        {
            Terms = new BreakGlassTerms
            {
                ChainId = Hash(random),
                EscrowId = Hash(random),
                Visit = Hash(random),
                Reason = "ETREAT",
                Officers = [Hash(random), Hash(random)],
                UntilMillis = 5,
                ReviewDueMillis = 9,
                Nonce = Hash(random),
            },
            Signatures = [Signature(random), Signature(random)],
            Statement = random.Bytes(200),
        };

        yield return new BreakGlassClose { OpenId = Hash(random), Opened = new[] { Hash(random), Hash(random) }.Order().ToArray() };
        yield return new Review { OpenId = Hash(random), Verdict = ReviewVerdict.Unjustified };
        yield return new EscrowWithdraw { EscrowId = Hash(random) };
    }
}
