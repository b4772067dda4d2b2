using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Node.Supervision;

/// <summary>
/// Cases and changes of credit of one chain in its order, read forward from the blocks as they are asked for; the state's
/// keys are hashes, so names come from there. Thread-safe.
/// </summary>
public sealed class SupervisionJournal(ILedger ledger)
{
    private readonly Lock reading = new();
    private readonly List<CaseNote> cases = [];
    private readonly Dictionary<Bytes32, CaseNote> caseById = [];
    private readonly Dictionary<Bytes32, Bytes32> disclosures = [];
    private readonly Dictionary<Bytes32, uint> points = [];
    private readonly Dictionary<Bytes32, List<CreditChange>> changes = [];
    private readonly Dictionary<Bytes32, Bytes32> partyByKey = [];
    private ulong nextHeight = 1;

    /// <summary>Every case that was opened, oldest first.</summary>
    public IReadOnlyList<CaseNote> Cases()
    {
        lock (reading)
        {
            Advance();
            return [.. cases];
        }
    }

    /// <summary>Record id of the disclosure in a dispute; null before it.</summary>
    public Bytes32? DisclosureIn(Bytes32 reportId)
    {
        lock (reading)
        {
            Advance();
            return disclosures.TryGetValue(reportId, out var recordId) ? recordId : null;
        }
    }

    /// <summary>What changed a party's credit, oldest first, by any key it has or had.</summary>
    public IReadOnlyList<CreditChange> ChangesOf(Bytes32 party)
    {
        lock (reading)
        {
            Advance();
            return changes.TryGetValue(PartyOf(party), out var list) ? [.. list] : [];
        }
    }

    /// <summary>Every party that has credit here, in the order of enrolment.</summary>
    public IReadOnlyList<Bytes32> Parties()
    {
        lock (reading)
        {
            Advance();
            return [.. points.Keys];
        }
    }

    private ChainParameters Parameters => ledger.State.Genesis.Parameters;

    private void Advance()
    {
        for (var newest = ledger.State.Head.Height; nextHeight <= newest; nextHeight++)
        {
            var block = ledger.ReadBlock(nextHeight) ?? throw new InvalidDataException($"block {nextHeight} of {ledger.ChainId} is missing");
            foreach (var record in block.Records)
            {
                Take(record, block.Header);
            }
        }
    }

    private void Take(Record record, Header header)
    {
        switch (record.Body)
        {
            case EnrolDoctor or EnrolHospital:
                points[((EnrolmentBody)record.Body).Keys.Signing] = Parameters.CreditStart;
                break;
            case RotateKey body:
                partyByKey[body.Keys.Signing] = PartyOf(body.Previous);
                break;
            case Report body:
                var evidence = body.Evidence.Value!;
                Open(new CaseNote(record.Id, record.Id, evidence.Code, evidence.Genesis.Supernode.Signing, evidence.Genesis.ChainId, record.Author, header.Height));
                break;
            case Rejection body when !ledger.State.Genesis.IsRegistry && Parameters.CostOf(body.Code) is var cost and > 0 && points.ContainsKey(PartyOf(body.Refused.Author)):
                var refused = body.Refused;
                var charged = new CaseNote(refused.Id, record.Id, body.Code, PartyOf(refused.Author), ledger.ChainId, record.Author, header.Height);
                Open(charged);
                Change(charged, record, header, -(int)Math.Min(cost, points[charged.Accused]));
                break;
            case Disclosure body:
                disclosures[body.ReportId] = record.Id;
                break;
            case Sanction body:
                var sanctioned = caseById[body.ReportId];
                Change(sanctioned, record, header, -(int)Math.Min(body.Points, points.GetValueOrDefault(sanctioned.Accused, Parameters.CreditStart)));
                break;
            case Restoration body:
                var restored = caseById[body.CaseId];
                var before = points.GetValueOrDefault(restored.Accused, Parameters.CreditStart);
                Change(restored, record, header, (int)(Math.Min(Parameters.CreditStart, before + body.Points) - before));
                break;
        }
    }

    /// <summary>A party's first key, which its points are kept by.</summary>
    private Bytes32 PartyOf(Bytes32 key) => partyByKey.GetValueOrDefault(key, key);

    private void Open(CaseNote note)
    {
        cases.Add(note);
        caseById[note.CaseId] = note;
    }

    private void Change(CaseNote note, Record record, Header header, int by)
    {
        var after = (uint)(points.GetValueOrDefault(note.Accused, Parameters.CreditStart) + by);
        points[note.Accused] = after;
        if (!changes.TryGetValue(note.Accused, out var list))
        {
            changes[note.Accused] = list = [];
        }

        list.Add(new CreditChange(header.Height, header.TimeMillis, record.Id, record.Kind, note.CaseId, note.EvidenceId, note.Code, Offences.RuleOf(note.Code), by, after));
    }
}
