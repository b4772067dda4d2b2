using HospitalChain.Node.Chains;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>What is known of the block to come: silence must never look like failure.</summary>
/// <param name="When">When it is due, or what it waits for, in words.</param>
/// <param name="Filled">Waiting records that it takes, at most <paramref name="Places"/>.</param>
/// <param name="Places">Records of a full block.</param>
/// <param name="Verified">Of the filled places, those whose records passed verification.</param>
/// <param name="Note">What else to know; may be empty.</param>
public sealed record NextBlock(string When, int Filled, int Places, int Verified, string Note)
{
    /// <summary>"3/10 records".</summary>
    public string Ratio => $"{Filled}/{Places} records";

    public static NextBlock Of(ChainHostStatus chain, int places, ulong nowMillis)
    {
        var core = chain.Core;
        var filled = Math.Min(core.Pending, places);
        var verified = Math.Min(core.Ready, filled);
        return new NextBlock(WhenOf(chain, places, nowMillis), filled, places, verified, NoteOf(chain, places));
    }

    private static string WhenOf(ChainHostStatus chain, int places, ulong nowMillis)
    {
        var core = chain.Core;
        return chain.Stopped is not null ? "no next block: the chain stands still at this node"
            : core.BehindBy > 0 ? $"catching up: {Wording.Number(core.BehindBy)} {(core.BehindBy == 1 ? "block" : "blocks")} behind"
            : !chain.IsSupernode ? "next block when the supernode seals it"
            : !core.Sealing ? "no next block before a follower confirms this height"
            : core.Pending == 0 || core.NextBlockAtMillis == 0 ? "next block begins with the next record"
            : core.Ready >= places || core.NextBlockAtMillis <= nowMillis ? "next block due now"
            : $"next block in {Wording.Span(core.NextBlockAtMillis - nowMillis)}";
    }

    private static string NoteOf(ChainHostStatus chain, int places)
    {
        var core = chain.Core;
        var notes = new List<string>();
        if (core.Pending > places)
        {
            notes.Add($"{Wording.Number(core.Pending - places)} more wait behind it");
        }

        if (chain.IsSupernode && core.Pending > core.Ready)
        {
            notes.Add($"{Wording.Number(core.Ready)} verified, {Wording.Number(core.Pending - core.Ready)} to verify");
        }

        if (!chain.IsSupernode && core.Pending > 0)
        {
            notes.Add("accepted here, on their way to the supernode");
        }

        if (chain.IsSupernode && !core.Sealing && chain.Stopped is null)
        {
            notes.Add("the store was restored from a backup, and sealing waits for the followers' word");
        }

        return string.Join("; ", notes);
    }
}
