using System.Security.Cryptography;
using System.Text;
using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.TestKit;

/// <summary>A team in a <see cref="World"/>, and the records it would write, each right unless a test spoils a part.</summary>
public sealed class TeamWork
{
    public const ulong StepMillis = 600_000;

    private readonly World world;
    private readonly TeamEntry terms;

    public TeamWork(World world, Visit visit, IReadOnlyList<Party> doctors, ulong startMillis = World.StartMillis, uint resignMax = 2, ulong stepMillis = StepMillis)
    {
        this.world = world;
        Visit = visit;
        Doctors = doctors;
        Opening = new TeamOpen
        {
            Pid = visit.Claim.Pid,
            Members = [.. doctors.Select(doctor => new TeamMember { Doctor = doctor.Key, Multisignature = PublicKey(doctor).Encoded.ToArray() })],
            StartMillis = startMillis,
            StepMillis = stepMillis,
            ResignMax = resignMax,
        };
        terms = TeamEntry.Of(Opening);
        Sid = terms.SidFor(visit.Claim.EvidenceHash, world.Hospital.Key);
    }

    public Visit Visit { get; }

    public IReadOnlyList<Party> Doctors { get; }

    public TeamOpen Opening { get; }

    public Bytes32 Sid { get; }

    public Record Open(ulong atMillis = World.StartMillis) => Record.Sign(world.HospitalGenesis.ChainId, atMillis, Opening, world.Hospital.Signing);

    /// <summary>What doctor <paramref name="place"/> writes.</summary>
    public static byte[] Text(uint place) => Encoding.UTF8.GetBytes($"part {place}");

    public static Bytes32 Salt(uint place, uint attempt = 1) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"salt {place} {attempt}")));

    public static Bytes32 Commitment(uint place, uint attempt = 1) => TeamStatement.Commit(Salt(place, attempt), Text(place));

    /// <summary>The next signature of a place, on the steps given.</summary>
    public Record Step(uint place, IReadOnlyList<Record> before, uint attempt = 1, Func<TeamStep, TeamStep>? spoil = null, ulong startMillis = 0)
    {
        var bodies = before.Select(record => (TeamStep)record.Body).ToArray();
        var commitment = Commitment(place, attempt);
        var statement = new TeamStatement(Sid, startMillis == 0 ? Opening.StartMillis : startMillis, [.. bodies.Select(body => body.Commitment), commitment]);
        OrderedMultisignature? previous = null;
        if (bodies.Length > 0 && !OrderedMultisignature.TryDecode(bodies[^1].Signature.Span, out previous))
        {
            throw new InvalidOperationException("the step before has no signature");
        }

        var doctor = Doctors[(int)place - 1];
        using var key = doctor.Keys.Multisignature(0);
        if (!OrderedMultisignature.TrySign(key, statement, [.. Doctors.Take((int)place - 1).Select(PublicKey)], previous, out var signature))
        {
            throw new InvalidOperationException("the step before does not verify");
        }

        var body = new TeamStep
        {
            Sid = Sid,
            Previous = before.Count == 0 ? default : before[^1].Id,
            Place = place,
            Attempt = attempt,
            Commitment = commitment,
            Signature = signature.Encoded.ToArray(),
        };
        return Sign(spoil is null ? body : spoil(body), doctor);
    }

    /// <summary>The same body from another author or after a change.</summary>
    public Record Sign(RecordBody body, Party author) => Record.Sign(world.HospitalGenesis.ChainId, World.StartMillis, body, author.Signing);

    /// <summary>Every doctor's first signature, each on the one before.</summary>
    public IReadOnlyList<Record> AllSteps()
    {
        var steps = new List<Record>();
        for (var place = 1u; place <= Doctors.Count; place++)
        {
            steps.Add(Step(place, steps));
        }

        return steps;
    }

    /// <summary>The diagnosis of the last doctor on all steps.</summary>
    public Record Diagnose(IReadOnlyList<Record> steps, Func<TeamParts, TeamParts>? spoil = null)
    {
        var bodies = steps.Select(record => (TeamStep)record.Body).ToArray();
        var content = Encoding.UTF8.GetBytes("sealed team content");
        var contentHash = new Bytes32(SHA256.HashData(content));
        var author = Doctors[^1];
        var context = RecordContext.ForTeam(
            world.HospitalGenesis.ChainId, author.Key, Visit.Claim.Pid.Span, Visit.Claim.VisitKey.Span, contentHash, Sid, [.. bodies.Select(body => body.Commitment)]);
        var parts = new TeamParts(world.Cloud, Visit.Alpha, context, Visit.Claim.Pid.ToArray(), [.. steps.Select(step => step.Id)], bodies[^1].Signature.ToArray(), Visit.Key.PublicKey());
        parts = spoil is null ? parts : spoil(parts);
        var capsule = Bc22Encryption.Encrypt(parts.VisitKey, parts.Alpha, SHA256.HashData(content), parts.Context.ToArray());
        return Sign(
            new TeamDiagnosis
            {
                Sid = Sid,
                Pid = parts.Pid,
                Steps = [.. parts.StepIds.Zip(bodies, (id, body) => new SignedStep(id, body.Commitment))],
                Signature = parts.Signature,
                Capsule = capsule.Encoded.ToArray(),
                Content = new ContentReceipt
                {
                    ContentHash = contentHash,
                    SizeBytes = (ulong)content.Length,
                    MediaType = "application/fhir+json",
                    Store = parts.Store.Key,
                    TimeMillis = World.StartMillis,
                    Signature = parts.Store.Signing.Sign(SignedMessage.Receipt(
                        world.HospitalGenesis.ChainId, contentHash, (ulong)content.Length, context, World.StartMillis)),
                },
            },
            author);
    }

    private static MultisignaturePublicKey PublicKey(Party doctor)
    {
        using var key = doctor.Keys.Multisignature(0);
        return key.PublicKey;
    }
}
