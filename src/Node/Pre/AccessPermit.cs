using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Pre;

/// <summary>That a request may be met, with what it takes. Only <see cref="AccessJudge"/> makes one.</summary>
public sealed class AccessPermit
{
    internal AccessPermit(ILedger ledger, Record record, VisitEntry visit, PairingDelegation delegation)
    {
        Ledger = ledger;
        Record = record;
        Visit = visit;
        Delegation = delegation;
    }

    /// <summary>The chain of the record.</summary>
    public ILedger Ledger { get; }

    /// <summary>Its body is a <see cref="Diagnosis"/> or a <see cref="TeamDiagnosis"/>.</summary>
    public Record Record { get; }

    public VisitEntry Visit { get; }

    public PairingDelegation Delegation { get; }

    /// <summary>ctx of the record.</summary>
    public Bytes32 Context => Record.Body is TeamDiagnosis team
        ? team.ContextOf(Record.ChainId, Record.Author, Visit.VisitKey.Span)
        : DiagnosisContext.Of(Record, (Diagnosis)Record.Body, Visit);
}
