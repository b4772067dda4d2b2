using HospitalChain.Protocol;

namespace HospitalChain.Consensus;

/// <summary>A core as its status page shows it.</summary>
/// <param name="Height">Height of the newest block applied.</param>
/// <param name="HeadTimeMillis">Time of the newest HEAD seen or signed; 0 before the first.</param>
/// <param name="Pending">Accepted records that are in no block yet.</param>
/// <param name="Ready">Of them, verified and waiting for a block (supernode).</param>
/// <param name="NextBlockAtMillis">When the next block is due if nothing more comes; 0 with nothing ready.</param>
/// <param name="BehindBy">Blocks this node knows of and has not applied.</param>
/// <param name="Sealing">It may seal: a supernode that is not waiting for its followers' word after a restore.</param>
/// <param name="Restoring">It was restored from a backup and waits before it signs anything (chain.md §6).</param>
/// <param name="Stopped">Why it stopped; null while it runs.</param>
public sealed record CoreStatus(
    ulong Height, ulong HeadTimeMillis, int Pending, int Ready, ulong NextBlockAtMillis, ulong BehindBy, bool Sealing, bool Restoring, Refusal? Stopped);
