using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows.Fellows;

namespace HospitalChain.Client.Fellows;

/// <summary>A session as this patient sees it; never what the symptom was.</summary>
public sealed record FellowView(Bytes32 AskId, bool Asking, FellowStage Stage, string Code, Bytes32 OtherChain, byte[] OtherPid, ulong SinceMillis, ulong EndMillis, ulong Sent, ulong Heard);
