using HospitalChain.Crypto;
using HospitalChain.Storage;
using HospitalChain.Storage.Committing;

namespace HospitalChain.Node.Chains;

/// <summary>What the hosts of one node share.</summary>
internal sealed record ChainHostShared(
    ChainHostOptions Options,
    StoreEngine Engine,
    GroupCommitter Committer,
    VerificationPool Verification,
    SigningKey NodeKey,
    IEvidenceChecker? Evidence,
    TimeProvider Time,
    ChainMeters Meters,
    ILogger Log)
{
    /// <summary>Milliseconds since 1970.</summary>
    public ulong NowMillis => (ulong)Time.GetUtcNow().ToUnixTimeMilliseconds();
}
