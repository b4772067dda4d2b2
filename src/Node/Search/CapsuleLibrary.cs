using HospitalChain.Node.Api;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Node.Search;

/// <summary>A visit's capsules with their proofs from this node's own copy of the chain: the paper's extraction (chain.md §7).</summary>
public sealed class CapsuleLibrary(ILedgers ledgers, VisitIndex index)
{
    private const int RecordsPerVisitMax = 10_000;
    private const int BytesReserved = 64 * 1024;

    /// <summary>Null when this node has no such chain or visit.</summary>
    public VisitCapsules? Find(CapsuleQuestion question)
    {
        if (ledgers.Find(question.ChainId) is not { } ledger)
        {
            return null;
        }

        var state = ledger.State;
        if (state.Entries.Visit(question.Pid.Span) is null || ledger.ReadHeader(state.Head.Height) is not { } header)
        {
            return null;
        }

        var visit = StateEntryProof.Of(header, state.Tree, StateKey.Of(StateKinds.Visit, question.Pid.Span));
        return new VisitCapsules(state.Genesis.ToBytes(), visit.ToBytes(), Diagnoses(ledger, question));
    }

    private List<ReadOnlyMemory<byte>> Diagnoses(ILedger ledger, CapsuleQuestion question)
    {
        var proofs = new List<ReadOnlyMemory<byte>>();
        var bytesLeft = VisitCapsules.BytesMax - BytesReserved;
        var diagnoses = index.RecordsOf(ledger, question.Pid.Span, RecordsPerVisitMax).Where(record => record.Kind == RecordKinds.Diagnosis).ToArray();
        foreach (var record in diagnoses.TakeLast(VisitCapsules.DiagnosesMax))
        {
            var located = ledger.ReadRecord(record.RecordId)!;
            var proof = RecordProof.Of(ledger.ReadBlock(located.Height)!, located.Index, head: null).ToBytes();
            bytesLeft -= proof.Length;
            if (bytesLeft < 0)
            {
                break;
            }

            proofs.Add(proof);
        }

        return proofs;
    }
}
