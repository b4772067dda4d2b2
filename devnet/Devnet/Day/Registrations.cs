using HospitalChain.Client.Api;
using HospitalChain.Client.Patients;
using HospitalChain.Crypto;

namespace HospitalChain.Devnet.Day;

/// <summary>At the desks: tickets, registrations with the patients' own keys, assignments.</summary>
internal sealed class Registrations(Scene scene)
{
    /// <summary>Patients 1 to 7 come to hospital A, 8 to 12 to hospital B.</summary>
    public const int Patients = 12;

    public static NodeName HospitalOf(int patient) => patient <= 7 ? NodeName.HospitalA : NodeName.HospitalB;

    public static string NameOf(int patient) => $"Patient No. {patient:00}";

    public async Task<IReadOnlyDictionary<int, VisitNote>> PlayAsync()
    {
        scene.Report.Chapter("Twelve patients register their visits");
        var patients = Enumerable.Range(1, Patients).ToArray();
        foreach (var patient in patients)
        {
            scene.Secrets.Hide(NameOf(patient));
        }

        await Task.WhenAll(patients.Select(patient => Task.Run(() => scene.Network.Patient(NameOf(patient))))); // keystores cost time
        var visits = new Dictionary<int, VisitNote>();
        foreach (var hospital in new[] { NodeName.HospitalA, NodeName.HospitalB })
        {
            var desk = scene.At(hospital, scene.Network.Owner(hospital));
            foreach (var patient in patients.Where(patient => HospitalOf(patient) == hospital))
            {
                var ticket = await desk.IssueTicketAsync($"row {patient}", CancellationToken.None);
                visits[patient] = await new PatientVisits(scene.Network.Patient(NameOf(patient)).Session)
                    .RegisterAsync(ticket, NameOf(patient), "unwell since Monday", CancellationToken.None);
                if (patient == 1)
                {
                    await scene.RefusedAsync("TICKET_USED", "a ticket registers once", () => new PatientVisits(scene.Network.Patient("a thief").Session)
                        .RegisterAsync(ticket, "somebody else", "none", CancellationToken.None));
                }
            }

            var waiting = await desk.RegistrationsAsync(CancellationToken.None);
            scene.Report.Check(
                waiting.Count == visits.Count(visit => HospitalOf(visit.Key) == hospital) && waiting.All(item => item.Id.StartsWith("Patient No.", StringComparison.Ordinal)),
                $"{hospital}'s desk opens the identities of {waiting.Count} registrations");
            foreach (var registration in waiting)
            {
                var patient = visits.First(visit => visit.Value.Pid.AsSpan().SequenceEqual(registration.Pid)).Key;
                await desk.AssignAsync(registration.Pid, DoctorsOf(patient), CancellationToken.None);
            }
        }

        foreach (var (patient, visit) in visits)
        {
            var reader = new PatientVisits(scene.Network.Patient(NameOf(patient)).Session);
            var registered = await Scene.EventuallyAsync(async () => await reader.StatusAsync(visit, CancellationToken.None) is not null);
            if (!registered)
            {
                scene.Report.Check(registered, $"the visit of patient {patient} is on the chain");
            }
        }

        var order = await new PatientVisits(scene.Network.Patient(NameOf(1)).Session).ReceiveOrderAsync(visits[1], CancellationToken.None);
        scene.Report.Check(order.Doctors?.SequenceEqual(DoctorsOf(1)) == true, "patient 1 was told which doctors, in which order");
        return visits;
    }

    private List<Bytes32> DoctorsOf(int patient) =>
        HospitalOf(patient) == NodeName.HospitalB
            ? [scene.Network.Doctor(Enrolments.Chen, NodeName.HospitalB).Key]
            : [.. new[] { Enrolments.Ada, Enrolments.Bea, Enrolments.Dora, Enrolments.Finn }.Select(name => scene.Network.Doctor(name, NodeName.HospitalA).Key)];
}
