using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Pre;

/// <summary>That a request may be met, with what it takes. Only <see cref="AccessJudge"/> makes one.</summary>
public sealed class AccessPermit
{
    internal AccessPermit(ILedger ledger, Record record, Diagnosis diagnosis, VisitEntry visit, PairingDelegation delegation)
    {
        Ledger = ledger;
        Record = record;
        Diagnosis = diagnosis;
        Visit = visit;
        Delegation = delegation;
    }

    /// <summary>The chain of the record.</summary>
    public ILedger Ledger { get; }

    public Record Record { get; }

    public Diagnosis Diagnosis { get; }

    public VisitEntry Visit { get; }

    public PairingDelegation Delegation { get; }

    /// <summary>ctx of the record.</summary>
    public Bytes32 Context => DiagnosisContext.Of(Record, Diagnosis, Visit);
}
