using HospitalChain.Protocol;

namespace HospitalChain.Consensus.Tests.Simulation;

/// <summary>Clients that submit records to nodes, wait for an answer, and try again elsewhere.</summary>
internal sealed class Workload(Simulation simulation)
{
    private const int TriesMax = 10;

    public void Begin()
    {
        var people = simulation.Population;
        foreach (var record in people.RegistryEnrolments)
        {
            Submit(simulation.Upto(1_000), record, TriesMax);
        }

        foreach (var record in people.ClinicEnrolments)
        {
            Submit(4_000 + simulation.Upto(4_000), record, TriesMax);
        }

        Submit(8_000 + simulation.Upto(20_000), people.LateEnrolment, TriesMax);
        foreach (var record in people.DoctorEnrolments)
        {
            Submit(2_000 + simulation.Upto(8_000), record, TriesMax);
        }

        foreach (var record in people.Registrations)
        {
            Submit(3_000 + simulation.Upto(20_000), record, TriesMax);
        }

        var later = people.Later.OrderBy(_ => simulation.Upto(1_000_000)).Take(10 + (int)simulation.Upto(people.Later.Length - 10)).ToArray();
        var crowded = 5_000 + simulation.Upto(40_000); // a third come all at once
        foreach (var record in later)
        {
            Submit(simulation.Upto(3) == 0 ? crowded : 5_000 + simulation.Upto(45_000), record, TriesMax);
        }
    }

    private void Submit(ulong afterMillis, Record record, int tries) => simulation.Schedule.After(afterMillis, () => Try(record, tries));

    private void Try(Record record, int tries)
    {
        if (tries == 0)
        {
            return;
        }

        var node = simulation.Nodes[simulation.Pick(simulation.Nodes.Count)];
        var answered = false;
        if (node.IsUp && node.ChainOf(record.ChainId).Core is not null)
        {
            node.ChainOf(record.ChainId).Submit(record, answer =>
            {
                answered = true;
                if (answer.Refusal is { } refusal && refusal.Reason != Refusals.AuthorExpelled)
                {
                    Submit(500 + simulation.Upto(2_000), record, tries - 1);
                }
                else if (simulation.Happens(150))
                {
                    Submit(simulation.Upto(10_000), record, 1); // the same record once more, somewhere
                }
            });
        }

        simulation.Schedule.After(3_000, () =>
        {
            if (!answered)
            {
                Try(record, tries - 1);
            }
        });
    }
}
