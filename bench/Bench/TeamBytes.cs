using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Team;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.TestKit;

namespace HospitalChain.Bench;

/// <summary>A team of one size plays its session, from the desk to a reader, and what everyone sends is counted.</summary>
internal sealed class TeamBytes
{
    private const ulong Now = World.StartMillis + 1_000;

    private readonly World world = new();
    private readonly SentBytes sent;
    private readonly Party[] doctors;
    private readonly Visit visit;
    private readonly TeamWork work;
    private readonly TeamTerms terms;
    private uint mails;

    public TeamBytes(int size)
    {
        sent = new SentBytes(world);
        doctors = [.. Enumerable.Range(1, size).Select(place => world.Doctor($"team {place}"))];
        visit = world.NewVisit("pat");
        work = new TeamWork(world, visit, doctors);
        terms = new TeamTerms(sent.ChainId, world.Hospital.Key, visit.Claim.EvidenceHash, world.HospitalGenesis.Parameters.GraceMillis, TeamEntry.Of(work.Opening));
    }

    public IEnumerable<BenchRow> Rows()
    {
        BytesGroup.Register(sent, world, visit, doctors);
        sent.Record("register", "hospital", work.Open());
        var keys = AgreeOnAKey();
        var last = SignInOrder(keys);
        var record = Finish(last);
        BytesGroup.Share(sent, world, visit, record, ((TeamDiagnosis)record.Body).Capsule);
        var trapdoor = new TeamTrapdoor { ChainId = sent.ChainId, Pid = visit.Claim.Pid, Trapdoor = Bc22Trapdoor.Make(visit.Key, visit.Alpha).Encoded.ToArray() };
        sent.Mail("share", "patient", MailPurposes.TeamTrapdoor, visit.Signing, world.Doctor("reader"), trapdoor.ToBytes());
        return sent.Rows("bc22", doctors.Length);
    }

    private TeamKey[] AgreeOnAKey()
    {
        const string Phase = "group key";
        using var exponent = SecretExponent.Random();
        var begun = HospitalKeyRun.Begin(terms, Now + 60_000, exponent, world.Hospital.Signing);
        var (hospital, letters) = (begun.Run, begun.Letters);
        var runs = new DoctorKeyRun[doctors.Length];
        for (var i = 0; i < doctors.Length; i++)
        {
            using var own = SecretExponent.Random();
            Hospital(Phase, begun.Letters[i], i);
            var call = Right(GroupKeyCall.Parse(begun.Letters[i].Content.Span));
            var answered = DoctorKeyRun.Await(terms, doctors[i].Key).TakeCall(call, world.Hospital.Key, Mail(), own, doctors[i].Signing, Now);
            runs[i] = answered.Run;
            var reply = answered.Letters[0];
            sent.Mail(Phase, "doctors", reply.Purpose, doctors[i].Signing, world.Hospital, reply.Content.Span);
            var taken = hospital.TakeReply(Right(GroupKeyReply.Parse(reply.Content.Span)), doctors[i].Key, Mail(), Now);
            (hospital, letters) = (taken.Run, taken.Letters);
        }

        for (var i = 0; i < doctors.Length; i++)
        {
            Hospital(Phase, letters[i], i);
            runs[i] = runs[i].TakeDelivery(Right(GroupKeyDelivery.Parse(letters[i].Content.Span)), world.Hospital.Key, Mail(), Now).Run;
        }

        return [.. runs.Select(run => run.Key ?? throw new InvalidOperationException($"an honest run ended: {run.Code}"))];
    }

    /// <summary>Each step goes to the chain, what was written so far to the next doctor.</summary>
    private SigningRun SignInOrder(TeamKey[] keys)
    {
        const string Phase = "sign";
        SigningRun? run = null;
        FlowLetter? handOver = null;
        for (var i = 0; i < doctors.Length; i++)
        {
            run = SigningRun.Await(terms, doctors[i].Key);
            if (handOver is not null)
            {
                run = run.TakeHandOver(Right(HandOver.Parse(handOver.Content.Span)), doctors[i - 1].Key, Mail(), keys[i], Now).Run;
            }

            using var multisignature = doctors[i].Keys.Multisignature(0);
            var part = new TeamPart(new Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Size)), RandomNumberGenerator.GetBytes(BytesGroup.Written));
            var turn = run.Sign(part, multisignature, doctors[i].Signing, keys[i], Now);
            run = turn.Run;
            handOver = turn.Letters.SingleOrDefault();
            sent.Record(Phase, "doctors", run.Step ?? throw new InvalidOperationException($"an honest doctor did not sign: {turn.Refusal}"));
            if (handOver is not null)
            {
                sent.Mail(Phase, "doctors", handOver.Purpose, doctors[i].Signing, doctors[i + 1], handOver.Content.Span);
            }
        }

        return run!;
    }

    private Record Finish(SigningRun last)
    {
        const string Phase = "finish";
        var author = doctors[^1];
        var sealedContent = ContentEncryption.Seal(last.Content.ToBytes(), ContentEncryption.NewKey());
        var hash = new Bytes32(SHA256.HashData(sealedContent));
        var context = RecordContext.ForTeam(
            sent.ChainId, author.Key, visit.Claim.Pid.Span, visit.Claim.VisitKey.Span, hash, terms.Sid, [.. last.Content.Commitments]);
        var content = new ContentReceipt
        {
            ContentHash = hash,
            SizeBytes = (ulong)sealedContent.Length,
            MediaType = "application/vnd.hospitalchain.team",
            Store = world.Cloud.Key,
            TimeMillis = Now,
            Signature = world.Cloud.Signing.Sign(SignedMessage.Receipt(sent.ChainId, hash, (ulong)sealedContent.Length, context, Now)),
        };
        var signed = (TeamStep)last.Step!.Body;
        var record = Record.Sign(
            sent.ChainId,
            Now,
            new TeamDiagnosis
            {
                Sid = terms.Sid,
                Pid = visit.Claim.Pid,
                Steps = [.. last.Content.Commitments.Select(commitment => new SignedStep(last.Step.Id, commitment))],
                Signature = signed.Signature,
                Capsule = Bc22Encryption.Encrypt(visit.Key.PublicKey(), visit.Alpha, ContentEncryption.NewKey(), context.ToArray()).Encoded.ToArray(),
                Content = content,
            },
            author.Signing);
        sent.Plain(Phase, "last doctor", sealedContent);
        BytesGroup.Receipt(sent, Phase, world, content, context);
        sent.Record(Phase, "last doctor", record);
        sent.Plain(Phase, "hospital", BytesGroup.Promised(world, record));
        return record;
    }

    private void Hospital(string phase, FlowLetter letter, int doctor) =>
        sent.Mail(phase, "hospital", letter.Purpose, world.Hospital.Signing, doctors[doctor], letter.Content.Span);

    private Bytes32 Mail() => Transcript.Of("BENCH").AddU32(++mails).Hash32();

    private static T Right<T>(Parsed<T> parsed)
        where T : class => parsed.Value ?? throw new InvalidOperationException($"an honest message was refused: {parsed.Refusal}");
}
