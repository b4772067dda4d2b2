using HospitalChain.Crypto;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Supervision;

/// <summary>A case and how far it is.</summary>
public sealed record CaseView(Bytes32 CaseId, string Code, Bytes32 Accused, Bytes32 ChainId, Bytes32 Accuser, ulong Height, string Stage, uint Points, uint Restored)
{
    public static CaseView Of(CaseNote note, CaseEntry entry) => new(
        note.CaseId, note.Code, note.Accused, note.ChainId, note.Accuser, note.Height, entry.Stage.ToString().ToLowerInvariant(), entry.Points, entry.Restored);
}
