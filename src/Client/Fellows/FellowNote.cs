using HospitalChain.Crypto;

namespace HospitalChain.Client.Fellows;

/// <summary>Another patient, whom this one asked or who asked.</summary>
/// <param name="AskId">Names the session.</param>
/// <param name="VisitPid">PID of the own visit.</param>
/// <param name="OtherChain">The other's hospital's chain.</param>
/// <param name="OtherPid">The other's PID.</param>
/// <param name="OtherSealing">The other's sealing key, proven.</param>
/// <param name="SinceMillis">When it began here.</param>
/// <param name="AnsweredMillis">When the own patient answered; what the day's tries are counted by.</param>
public sealed record FellowNote(
    Bytes32 AskId, byte[] VisitPid, Bytes32 OtherChain, byte[] OtherPid, byte[] OtherSealing, ulong SinceMillis, ulong? AnsweredMillis = null);
