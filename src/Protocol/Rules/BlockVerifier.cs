using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Rules;

/// <summary>Meets what planned blocks still owe, seals first, all records in one batch. Pure, so it may run on any thread.</summary>
public static class BlockVerifier
{
    /// <summary>
    /// Verifies consecutive planned blocks.
    /// </summary>
    /// <param name="planned">In chain order; each was planned on the one before.</param>
    /// <param name="exponentSeed">32 bytes nobody could predict.</param>
    /// <returns>The blocks up to the first that fails, and that one's refusal if there is one.</returns>
    public static (IReadOnlyList<VerifiedBlock> Verified, Refusal? Refusal) Verify(IReadOnlyList<PlannedBlock> planned, Bytes32 exponentSeed)
    {
        var verified = new List<VerifiedBlock>();
        Refusal? refusal = null;
        var sealedWell = 0;
        while (sealedWell < planned.Count && planned[sealedWell].Block.Sealed.SealIsValid(planned[sealedWell].After.Genesis.Supernode.Signing))
        {
            sealedWell++;
        }

        if (sealedWell < planned.Count)
        {
            refusal = Refusals.SealInvalid.With($"height {planned[sealedWell].Block.Header.Height}");
        }

        var results = ObligationVerifier.Verify(planned.Take(sealedWell).SelectMany(block => block.Tasks).ToArray(), exponentSeed);
        var next = 0;
        foreach (var block in planned.Take(sealedWell))
        {
            var failed = results.Skip(next).Take(block.Tasks.Count).FirstOrDefault(result => !result.Ok);
            if (failed.Refusal is { } reason)
            {
                return (verified, reason with { Detail = $"height {block.Block.Header.Height}" });
            }

            verified.Add(new VerifiedBlock(block));
            next += block.Tasks.Count;
        }

        return (verified, refusal);
    }
}
