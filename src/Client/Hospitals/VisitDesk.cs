using HospitalChain.Client.Api;
using HospitalChain.Client.Records;
using HospitalChain.Crypto;

namespace HospitalChain.Client.Hospitals;

/// <summary>The hospital's desk after a patient registered (chain.md §7): doctors for the visit, its record, the letters.</summary>
public sealed class VisitDesk(ClientSession session)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Assigns doctors, in the order in which they act.</summary>
    /// <param name="visit">The beginning of the PID in hexadecimal, or the patient's ID, of one who waits for doctors.</param>
    /// <param name="doctors">Their signing keys.</param>
    /// <param name="wait">How long to wait until the visit is in a block and doctors and patient have their letters; zero for not at all.</param>
    /// <param name="cancellation">Stops waiting; the node goes on.</param>
    /// <exception cref="RefusedException">Nobody or several fit, or the node refused.</exception>
    public async Task<RecordStatus> AssignAsync(string visit, IReadOnlyList<Bytes32> doctors, TimeSpan wait, CancellationToken cancellation)
    {
        var (home, identity) = (session.Settings.Home(), session.OwnIdentity());
        var node = session.Connect(session.Settings.NodeFor(home), identity);
        var waiting = await node.RegistrationsAsync(cancellation).ConfigureAwait(false);
        var chosen = Choice.Of(
            waiting.Where(candidate => candidate.Id == visit || Convert.ToHexStringLower(candidate.Pid).StartsWith(visit, StringComparison.OrdinalIgnoreCase)),
            "registration",
            visit);
        var end = session.Time.GetUtcNow() + wait;
        var assigned = await node.AssignAsync(chosen.Pid, doctors, cancellation).ConfigureAwait(false);
        var status = await new RecordSubmission(session).WaitAsync(home, assigned.RecordId, known: null, identity, wait, cancellation).ConfigureAwait(false);
        while (session.Time.GetUtcNow() < end && await LettersAreDueAsync(node, chosen, cancellation).ConfigureAwait(false))
        {
            await Task.Delay(PollInterval, session.Time, cancellation).ConfigureAwait(false);
        }

        return status;
    }

    /// <summary>The desk shows a registration until all its letters are sent.</summary>
    private static async Task<bool> LettersAreDueAsync(Http.NodeConnection node, WaitingRegistration assigned, CancellationToken cancellation) =>
        (await node.RegistrationsAsync(cancellation).ConfigureAwait(false)).Any(shown => shown.Pid.AsSpan().SequenceEqual(assigned.Pid));
}
