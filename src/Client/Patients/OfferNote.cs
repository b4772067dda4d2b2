using HospitalChain.Crypto;

namespace HospitalChain.Client.Patients;

/// <summary>An offer as it came.</summary>
/// <param name="Pid">PID of the visit it came for.</param>
/// <param name="Sender">Who signed the mail.</param>
/// <param name="Offer">Canonical <see cref="Protocol.Flows.DelegationOffer"/>.</param>
public sealed record OfferNote(byte[] Pid, Bytes32 Sender, byte[] Offer);
