using HospitalChain.Client;
using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Devnet.Day;

/// <summary>What the chapters of the day share.</summary>
internal sealed record Scene(Network Network, Supervisor Supervisor, Report Report, Secrets Secrets)
{
    /// <summary>Long enough for any record to reach its block, with the devnet's intervals.</summary>
    public static readonly TimeSpan BlockWait = TimeSpan.FromSeconds(12);

    /// <summary>Asks until it is so, or the time is over.</summary>
    public static async Task<bool> EventuallyAsync(Func<Task<bool>> holds, TimeSpan? within = null)
    {
        var end = TimeProvider.System.GetUtcNow() + (within ?? BlockWait);
        while (TimeProvider.System.GetUtcNow() < end)
        {
            if (await holds())
            {
                return true;
            }

            await Task.Delay(100);
        }

        return false;
    }

    /// <summary>Checks that something is refused with exactly this code.</summary>
    public async Task RefusedAsync(string code, string claim, Func<Task> attempt)
    {
        try
        {
            await attempt();
            Report.Check(held: false, $"{claim}: {code}", "it was not refused");
        }
        catch (RefusedException refused)
        {
            Report.Check(refused.Refusal.Code == code, $"{claim}: {code}", refused.Refusal.ToString());
        }
    }

    /// <summary>A party's connection to a node, as it is enrolled at home.</summary>
    public NodeConnection At(NodeName node, Person person) => person.Session.Connect(Network.AddressOf(node), person.Session.OwnIdentity());

    /// <summary>The newest height of a chain at a node, and the hash of that header.</summary>
    public async Task<(ulong Height, Bytes32 Hash)> HeadAsync(NodeName node, Genesis chain, Person reader)
    {
        var chains = await At(node, reader).ChainsAsync(CancellationToken.None);
        var found = chains.FirstOrDefault(status => status.ChainId == chain.ChainId) ?? throw new DevnetException($"{node} does not follow chain {chain.ChainId}");
        return (found.Height, found.HeadHash);
    }
}
