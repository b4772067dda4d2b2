using HospitalChain.Crypto;

namespace HospitalChain.Client.Patients;

/// <summary>A visit of this patient: which of the keystore's visit keys it has, and where. Kept encrypted, since it links visits.</summary>
/// <param name="Index">The keystore's visit index.</param>
/// <param name="ChainId">The hospital's chain.</param>
/// <param name="Pid">PID of the visit.</param>
/// <param name="RegisteredMillis">When it was registered.</param>
/// <param name="Doctors">The assigned doctors in order, once the hospital said so.</param>
/// <param name="Alpha">α of the ticket, by which a team's records are found; null in profiles from before it was kept.</param>
public sealed record VisitNote(uint Index, Bytes32 ChainId, byte[] Pid, ulong RegisteredMillis, IReadOnlyList<Bytes32>? Doctors, byte[]? Alpha = null);
