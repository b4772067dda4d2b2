using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Api;

/// <summary>ctx of a diagnosis on the chain (crypto.md §3).</summary>
internal static class DiagnosisContext
{
    public static Bytes32 Of(Record record, Diagnosis body, VisitEntry visit) => Of(record, body, visit.VisitKey.Span);

    public static Bytes32 Of(Record record, Diagnosis body, ReadOnlySpan<byte> visitKey) =>
        RecordContext.ForDiagnosis(record.ChainId, record.Author, body.Pid.Span, visitKey, body.Content.ContentHash);
}
