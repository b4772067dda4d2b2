using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Audit;

/// <summary>Accesses that provably stand on one chain, in the chain's order. Only <see cref="From"/> makes one: every line has a proof.</summary>
public sealed class AuditTrail
{
    private AuditTrail(IReadOnlyList<AuditLine> lines) => Lines = lines;

    /// <summary>Rising by height, then by record id.</summary>
    public IReadOnlyList<AuditLine> Lines { get; }

    /// <summary>Checks the proofs and builds the trail.</summary>
    /// <param name="genesis">The chain's trust root.</param>
    /// <param name="accesses">Proofs of access records; the same record twice is one line.</param>
    /// <param name="grants">Proofs of the grants and emergencies they name, for purpose and, where nothing better is known, owner.</param>
    /// <param name="subjects">Proofs of the records they ask for, and of the folders and visits those are of: whose they are.</param>
    public static Parsed<AuditTrail> From(
        Genesis genesis, IEnumerable<RecordProof> accesses, IEnumerable<RecordProof> grants, IEnumerable<RecordProof>? subjects = null)
    {
        var owners = new AuditOwners();
        foreach (var proof in subjects ?? [])
        {
            var proven = proof.Verify(genesis);
            if (!proven.Ok || !owners.Take(proven.Value.Record))
            {
                return proven.Refusal ?? Refusals.ExportInvalid.With($"record {proof.Record.Id} is a {proof.Record.Kind}");
            }
        }

        var named = new Dictionary<Bytes32, Record>();
        foreach (var proof in grants)
        {
            var proven = proof.Verify(genesis);
            if (!proven.Ok || proven.Value.Record.Body is not (Grant or BreakGlassOpen))
            {
                return proven.Refusal ?? Refusals.ExportInvalid.With($"record {proof.Record.Id} is a {proof.Record.Kind}");
            }

            named[proven.Value.Record.Id] = proven.Value.Record;
        }

        var lines = new Dictionary<Bytes32, AuditLine>();
        foreach (var proof in accesses)
        {
            var proven = proof.Verify(genesis);
            if (!proven.Ok || proven.Value.Record.Body is not Access access)
            {
                return proven.Refusal ?? Refusals.ExportInvalid.With($"record {proof.Record.Id} is a {proof.Record.Kind}");
            }

            lines[proof.Record.Id] = new AuditLine(proven.Value, named.GetValueOrDefault(access.Request.GrantId), owners.Of(access.Request.RecordId));
        }

        return new AuditTrail([.. lines.Values.OrderBy(line => line.Height).ThenBy(line => line.AccessId)]);
    }

    /// <summary>Only what one owner's records are about: a patient reads the own log.</summary>
    public AuditTrail Of(Bytes32 owner) => new([.. Lines.Where(line => line.Owner == owner)]);
}
