using HospitalChain.Client.Http;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Flows;

namespace HospitalChain.Client.Api;

/// <summary>The hospital's desk (chain.md §7 Registration).</summary>
public static class DeskApi
{
    /// <summary>A new ticket; only for the hospital's own key.</summary>
    /// <param name="node">The hospital's node.</param>
    /// <param name="reference">The desk's own note, which comes back with the registration; may be empty.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<DeskTicket> IssueTicketAsync(this NodeConnection node, string reference, CancellationToken cancellation)
    {
        var issued = await node.PostJsonAsync<TicketIssued>("/v1/desk/tickets", new TicketOrder(reference), repeatable: false, cancellation).ConfigureAwait(false);
        return DeskTicket.Parse(issued.Ticket).OrRefuse();
    }

    /// <summary>Registers a visit. Good once per ticket, so it is not repeated blindly.</summary>
    public static Task<RegistrationTaken> RegisterAsync(this NodeConnection node, Registration registration, CancellationToken cancellation)
    {
        var writer = new CanonicalWriter();
        registration.Claim.Write(writer);
        return node.PostJsonAsync<RegistrationTaken>(
            "/v1/desk/registrations",
            new RegistrationPost(writer.ToArray(), registration.VisitSignature, registration.Sealed.ToArray()),
            repeatable: false,
            cancellation);
    }

    /// <summary>Registrations that wait for doctors, opened by the hospital's node for its own desk.</summary>
    public static Task<IReadOnlyList<WaitingRegistration>> RegistrationsAsync(this NodeConnection node, CancellationToken cancellation) =>
        node.GetJsonAsync<IReadOnlyList<WaitingRegistration>>("/v1/desk/registrations", cancellation);

    /// <summary>Assigns doctors, in order; the node writes and mails the rest.</summary>
    public static Task<VisitAssigned> AssignAsync(this NodeConnection node, ReadOnlyMemory<byte> pid, IReadOnlyList<Bytes32> doctors, CancellationToken cancellation) =>
        node.PostJsonAsync<VisitAssigned>($"/v1/desk/visits/{Convert.ToHexStringLower(pid.Span)}/assign", new DoctorsAssigned(doctors), repeatable: false, cancellation);
}
