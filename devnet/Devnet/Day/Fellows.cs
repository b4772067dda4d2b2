using HospitalChain.Client.Fellows;
using HospitalChain.Client.Patients;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows.Fellows;

namespace HospitalChain.Devnet.Day;

/// <summary>
/// Patients who allow it find out whether they have the same symptom (L19-F): two in different hospitals and two in the same
/// have it and talk, two have not and learn only that; whoever asks more often than allowed is turned away.
/// </summary>
internal sealed class Fellows(Scene scene, IReadOnlyDictionary<int, VisitNote> visits, Ward ward, IReadOnlyList<Document> documents)
{
    private const int Asking = 1;
    private const int InSameHospital = 4;
    private const int WithAnotherSymptom = 5;
    private const int InOtherHospital = 8;
    private const int NotListed = 9;
    private const uint Tries = 2;

    public async Task PlayAsync()
    {
        scene.Report.Chapter("Patients with the same symptom find each other");
        var first = documents.First(document => document.Patient == Asking);
        await Task.WhenAll(
            ward.WriteOneAsync(Enrolments.Bea, first.Copy(scene.Secrets) with { Patient = InSameHospital }, Scene.BlockWait),
            ward.WriteOneAsync(Enrolments.Chen, first.Copy(scene.Secrets) with { Patient = InOtherHospital }, Scene.BlockWait));
        var code = first.Symptom();
        using var same = Symptom.FromCode(code.System, code.Code);
        await ListAsync();
        await AgreeAsync(InOtherHospital, same, "in different hospitals");
        await AgreeAsync(InSameHospital, same, "in the same hospital");
        await DifferAsync(same);
        await RefuseAsync(same);
    }

    private async Task ListAsync()
    {
        foreach (var patient in (int[])[InSameHospital, InOtherHospital, WithAnotherSymptom])
        {
            await new FellowListing(SessionOf(patient)).OfferAsync(visits[patient], TimeSpan.FromDays(1), Tries, CancellationToken.None);
        }

        var listed = await new FellowListing(SessionOf(Asking)).ListAsync(visits[Asking], CancellationToken.None);
        scene.Report.Check(
            listed.Count == 3 && listed.Any(offer => offer.Pid.Span.SequenceEqual(visits[InOtherHospital].Pid)),
            "three patients of two hospitals allow it and are listed, by pseudo-identity only");
    }

    private async Task AgreeAsync(int patient, SecretScalar symptom, string where)
    {
        var (ask, asking, asked) = await ExchangeAsync(Asking, patient, symptom, symptom);
        var words = scene.Secrets.NewMarker();
        await asking.SayAsync(ask, words, CancellationToken.None);
        await asked.ReceiveAsync(CancellationToken.None);
        await asked.SayAsync(ask, "me too", CancellationToken.None);
        await asking.ReceiveAsync(CancellationToken.None);
        scene.Report.Check(
            StageOf(asking, ask) == FellowStage.Agreed && StageOf(asked, ask) == FellowStage.Agreed
                && asked.Texts(ask).Any(text => !text.Own && text.Text == words) && asking.Texts(ask).Any(text => !text.Own && text.Text == "me too"),
            $"two patients {where} prove the same symptom to each other and talk under a key of their own");
    }

    private async Task DifferAsync(SecretScalar symptom)
    {
        using var other = new SymptomInbox(SessionOf(WithAnotherSymptom)).Read(await SymptomIdAsync(WithAnotherSymptom, symptom, like: false)).Symptom;
        var (ask, asking, asked) = await ExchangeAsync(Asking, WithAnotherSymptom, symptom, other);
        scene.Report.Check(
            new[] { asking, asked }.All(desk => desk.List().Single(view => view.AskId == ask) is { Stage: FellowStage.Ended, Code: "FELLOW_NOT_SAME" }),
            "two with different symptoms both learn only that: FELLOW_NOT_SAME");
    }

    private async Task RefuseAsync(SecretScalar symptom)
    {
        await DeskOf(InSameHospital).AskAsync(
            visits[WithAnotherSymptom].ChainId, visits[WithAnotherSymptom].Pid, await SymptomIdAsync(InSameHospital, symptom), TimeSpan.FromHours(1), CancellationToken.None);
        await scene.RefusedAsync("FELLOW_TRIES_EXHAUSTED", $"a patient who allows {Tries} asks a day gets no third, whoever asks, from whatever hospital", () =>
            AskAsync(InOtherHospital, WithAnotherSymptom, symptom));
        var standing = await new FellowListing(SessionOf(WithAnotherSymptom)).StandingAsync(visits[WithAnotherSymptom], CancellationToken.None);
        scene.Report.Check(standing.Asks.Count == Tries && standing.RefusedAsks == 1, "the patient asked sees who asked, and that one was turned away");
        await scene.RefusedAsync("FELLOW_NOT_OFFERED", "who does not allow it is not asked", () => AskAsync(Asking, NotListed, symptom));
        await new FellowListing(SessionOf(InSameHospital)).WithdrawAsync(visits[InSameHospital], CancellationToken.None);
        await scene.RefusedAsync("FELLOW_NOT_OFFERED", "nor who does no longer", () => AskAsync(Asking, InSameHospital, symptom));
    }

    /// <summary>Ask, answer, proof, confirmation: each side takes its mail until there is nothing left to wait for.</summary>
    private async Task<(Bytes32 Ask, FellowDesk Asking, FellowDesk Asked)> ExchangeAsync(int from, int to, SecretScalar own, SecretScalar theirs)
    {
        var (asking, asked) = (DeskOf(from), DeskOf(to));
        var answerWith = await SymptomIdAsync(to, theirs);
        var ask = await AskAsync(from, to, own);
        await asked.ReceiveAsync(CancellationToken.None);
        await asked.AnswerAsync(ask, answerWith, CancellationToken.None);
        await Scene.EventuallyAsync(async () =>
        {
            await asking.ReceiveAsync(CancellationToken.None);
            await asked.ReceiveAsync(CancellationToken.None);
            return StageOf(asking, ask) is FellowStage.Agreed or FellowStage.Ended && StageOf(asked, ask) is FellowStage.Agreed or FellowStage.Ended;
        });
        return (ask, asking, asked);
    }

    private async Task<Bytes32> AskAsync(int from, int to, SecretScalar symptom) => await DeskOf(from).AskAsync(
        visits[to].ChainId, visits[to].Pid, await SymptomIdAsync(from, symptom), TimeSpan.FromHours(1), CancellationToken.None);

    private FellowDesk DeskOf(int patient) => new(SessionOf(patient), visits[patient]);

    private Client.ClientSession SessionOf(int patient) => scene.Network.Patient(Registrations.NameOf(patient)).Session;

    private static FellowStage StageOf(FellowDesk desk, Bytes32 ask) => desk.List().Single(view => view.AskId == ask).Stage;

    /// <summary>The patient's letter with this symptom, or with any other.</summary>
    private async Task<Bytes32> SymptomIdAsync(int patient, SecretScalar symptom, bool like = true)
    {
        var inbox = new SymptomInbox(SessionOf(patient));
        Bytes32? found = null;
        await Scene.EventuallyAsync(async () =>
        {
            await inbox.ReceiveAsync(visits[patient], CancellationToken.None);
            foreach (var id in inbox.List(visits[patient]))
            {
                using var notice = inbox.Read(id);
                found ??= IsSame(notice.Symptom, symptom) == like ? id : null;
            }

            return found is not null;
        });
        return found ?? throw new DevnetException($"no letter with the symptom for patient {patient}");
    }

    private static bool IsSame(SecretScalar left, SecretScalar right)
    {
        Span<byte> a = stackalloc byte[SecretScalar.Size];
        Span<byte> b = stackalloc byte[SecretScalar.Size];
        left.CopyTo(a);
        right.CopyTo(b);
        return a.SequenceEqual(b);
    }
}
