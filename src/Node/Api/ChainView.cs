using HospitalChain.Crypto;

namespace HospitalChain.Node.Api;

/// <summary>A chain at this node.</summary>
/// <param name="Kind">registry or hospital.</param>
/// <param name="Role">supernode or follower.</param>
/// <param name="HeadTimeMillis">Time of the newest HEAD; 0 before the first.</param>
/// <param name="Pending">Accepted records that are in no block yet.</param>
/// <param name="NextBlockInMillis">When the next block is due if nothing more comes; null with nothing ready.</param>
/// <param name="Stopped">Why it stands still here; null while it runs.</param>
public sealed record ChainView(
    Bytes32 ChainId, string Kind, string Role, ulong Height, Bytes32 HeadHash, ulong HeadTimeMillis, int Pending, ulong? NextBlockInMillis, StoppedView? Stopped);
