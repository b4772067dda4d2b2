using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Doctors;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Teams;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain team`: doctors diagnose together and sign in order; the patient holds the key.</summary>
internal static class TeamCommands
{
    private static readonly Option<string?> Session = Inputs.Text("--session", "The beginning of the session's sid; the only one if not given.");

    public static Command Make() => new Command("team", "A team of doctors diagnoses together and signs in order.").With(Open(), Key(), Status(), Sign(), Ask(), Finish(), Trapdoor(), Read());

    private static Command Open()
    {
        var pid = new Argument<string>("pid") { Description = "The visit's PID, 290 hexadecimal digits." };
        var doctors = new Argument<string[]>("doctors") { Description = "Signing keys of 1 to 16 assigned doctors, in the order in which they sign.", Arity = new ArgumentArity(1, RecordLimits.TeamSizeMax) };
        var step = new Option<uint>("--step") { Description = "Seconds that each doctor has.", DefaultValueFactory = _ => 86_400 };
        var again = new Option<uint>("--resign-max") { Description = "How often a step may be signed again.", DefaultValueFactory = _ => 3 };
        var patience = Patience();
        return new Command("open", "For the hospital: open a session on the chain and call its doctors to a group key. The hospital holds that key too.")
            .With(pid, doctors, step, again, patience).Does(async invocation =>
            {
                var keys = invocation.Get(doctors).Select(text => Bytes32.TryParse(text, out var key) ? key : throw new RefusedException(ClientRefusals.InputInvalid.With($"{text} is no key"))).ToArray();
                var session = invocation.Session;
                RequireHospital(session);
                var order = new TeamOrder(
                    Inputs.Hex(invocation.Get(pid), RecordLimits.PidBytes, "a PID"), keys, session.NowMillis, invocation.Get(step) * 1000ul, invocation.Get(again));
                var teams = new HospitalTeams(session);
                var sid = await teams.OpenAsync(order, invocation.Wait, invocation.Cancellation).ConfigureAwait(false);
                await teams.BeginKeyAsync(sid, TimeSpan.FromSeconds(invocation.Get(patience)), invocation.Cancellation).ConfigureAwait(false);
                return Answer.Of(new { sid, order.StartMillis, order.StepMillis, order.ResignMax, groupKey = "waiting" });
            });
    }

    private static Command Key()
    {
        var anew = new Option<bool>("--anew") { Description = "For the hospital: begin a new run, after one that ended." };
        var patience = Patience();
        return new Command("key", "Go on with the group key: take the mail there is and answer it; after a crash, go on with what was begun. Repeat until it is established.").With(Session, anew, patience).Does(async invocation =>
        {
            var session = invocation.Session;
            if (session.Settings.Role != ProfileRole.Hospital)
            {
                var doctor = new DoctorTeams(session);
                await doctor.ReceiveAsync(invocation.Cancellation).ConfigureAwait(false);
                return Answer.Of(new { sessions = doctor.List().Select(known => new { sid = known, groupKey = doctor.KeyStage(known) }).ToArray() });
            }

            var teams = new HospitalTeams(session);
            var sid = teams.Find(invocation.Get(Session));
            await teams.OpenAgainAsync(sid, invocation.Wait, invocation.Cancellation).ConfigureAwait(false);
            if (invocation.Get(anew) || teams.IsOpening(sid))
            {
                await teams.BeginKeyAsync(sid, TimeSpan.FromSeconds(invocation.Get(patience)), invocation.Cancellation).ConfigureAwait(false);
            }

            return Answer.Of(new { sid, groupKey = await teams.AdvanceKeyAsync(sid, invocation.Cancellation).ConfigureAwait(false) });
        });
    }

    private static Command Status()
    {
        var chain = Inputs.Hash("--chain", "The session's chain; the home chain if not given");
        return new Command("status", "Who has signed, who is next, and the time left, proven by the chain.").With(Session, chain).Does(async invocation =>
        {
            var session = invocation.Session;
            var name = invocation.Get(Session);
            var sid = Bytes32.TryParse(name ?? string.Empty, out var whole) ? whole
                : session.Settings.Role == ProfileRole.Hospital ? new HospitalTeams(session).Find(name)
                : new DoctorTeams(session).Find(name);
            var identity = session.OwnIdentity();
            var chainId = invocation.Get(chain) ?? session.Settings.Home();
            var progress = await new TeamChain(session).ProgressAsync(chainId, sid, identity, invocation.Cancellation).ConfigureAwait(false);
            return Told(progress, session.NowMillis);
        });
    }

    private static Command Sign()
    {
        var file = new Argument<string?>("file") { Description = "What this doctor writes; none to go on with what was written before.", Arity = ArgumentArity.ZeroOrOne };
        return new Command("sign", "Check everything before, add the own part, sign, publish, hand on to the next doctor.").With(file, Session).Does(async invocation =>
        {
            var session = invocation.Session;
            var doctor = new DoctorTeams(session);
            await doctor.ReceiveAsync(invocation.Cancellation).ConfigureAwait(false);
            ReadOnlyMemory<byte>? message = invocation.Get(file) is { } path ? Inputs.ReadFile(path, FlowLimits.TeamPartBytesMax) : null;
            var progress = await doctor.SignAsync(doctor.Find(invocation.Get(Session)), message, invocation.Wait, invocation.Cancellation).ConfigureAwait(false);
            return Told(progress, session.NowMillis);
        });
    }

    private static Command Ask() => new Command("ask", "The hand-over did not come: ask the doctor before for it again.").With(Session).Does(async invocation =>
    {
        var doctor = new DoctorTeams(invocation.Session);
        var sid = doctor.Find(invocation.Get(Session));
        await doctor.AskAsync(sid, invocation.Cancellation).ConfigureAwait(false);
        return Answer.Of(new { sid, asked = true });
    });

    private static Command Finish() => new Command("finish", "For the last doctor: seal the whole to the patient, store it, and submit the diagnosis.").With(Session).Does(async invocation =>
    {
        var sid = new DoctorTeams(invocation.Session).Find(invocation.Get(Session));
        var status = await new TeamFinisher(invocation.Session).FinishAsync(sid, invocation.Wait, invocation.Cancellation).ConfigureAwait(false);
        return Answer.Of(new { sid, status.RecordId, status.Status, status.Height });
    });

    private static Command Trapdoor()
    {
        var key = Inputs.HashArgument("doctor", "Signing key of the doctor who reads");
        var chain = Inputs.Hash("--chain", "The chain of that doctor's hospital", required: true);
        return new Command("trapdoor", "For the patient: mail a doctor what tests that a team's record is of this visit.")
            .With(key, chain, VisitCommands.Visit).Does(async invocation =>
            {
                var visit = new PatientVisits(invocation.Session).Find(invocation.Get(VisitCommands.Visit));
                await new TeamTrapdoors(invocation.Session)
                    .SendAsync(visit, invocation.Get(key)!.Value, invocation.Get(chain)!.Value, invocation.Cancellation).ConfigureAwait(false);
                return Answer.Of(new { visit = visit.Index, sent = true });
            });
    }

    private static Command Read()
    {
        var record = Inputs.HashArgument("record", "The team's diagnosis");
        var folder = Inputs.File("--out", "Folder for the parts, one file for each doctor; written only after everything was verified.");
        var share = Inputs.Text("--share", "For a doctor with consent: the beginning of the share's id; the only one if not given.");
        return new Command("read", "Open a team's diagnosis and check every part against what the doctors signed: the patient's own, or a granted one.")
            .With(record, folder, share, VisitCommands.Visit).Does(async invocation =>
            {
                var session = invocation.Session;
                var (reader, target) = (new TeamReader(session), invocation.Get(folder)!);
                if (session.Settings.Role == ProfileRole.Patient)
                {
                    var visit = new PatientVisits(session).Find(invocation.Get(VisitCommands.Visit));
                    return Answer.Of(await reader.ReadOwnAsync(visit, invocation.Get(record)!.Value, target, invocation.Cancellation).ConfigureAwait(false));
                }

                var note = new SharedRecordReader(session).Find(invocation.Get(share));
                await new TeamTrapdoors(session).ReceiveAsync(invocation.Cancellation).ConfigureAwait(false);
                var (accessId, opened) = await reader.ReadSharedAsync(note, invocation.Get(record), target, invocation.Cancellation).ConfigureAwait(false);
                return Answer.Of(new { accessId, opened.RecordId, opened.Sid, opened.FoundByTrapdoor, opened.Parts });
            });
    }

    private static Option<uint> Patience() =>
        new("--patience") { Description = "Seconds that the doctors have to answer the call to the group key.", DefaultValueFactory = _ => 3_600 };

    private static void RequireHospital(ClientSession session)
    {
        if (session.Settings.Role != ProfileRole.Hospital)
        {
            throw new RefusedException(ClientRefusals.WrongRole.With("a session is opened by the hospital"));
        }
    }

    private static Answer Told(TeamProgress progress, ulong nowMillis) => Answer.Of(new
    {
        sid = progress.Sid,
        finished = progress.Team.Finished,
        allSigned = progress.AllSigned,
        nextPlace = progress.NextPlace,
        nextDoctor = progress.NextDoctor,
        millisLeft = progress.MillisLeft(nowMillis),
        diagnosisId = progress.Team.Finished ? progress.Team.DiagnosisId : (Bytes32?)null,
        steps = progress.Team.Members.Select((member, index) => new
        {
            place = index + 1,
            doctor = member.Doctor,
            signed = progress.Standing((uint)index + 1) is not null,
            attempts = progress.Steps[index]?.Attempt ?? 0,
            dueMillis = progress.Team.DueMillis((uint)index + 1),
        }).ToArray(),
    });
}
