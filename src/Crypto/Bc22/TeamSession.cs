namespace HospitalChain.Crypto.Bc22;

/// <summary>What a team's work is about, and what its sid covers (crypto.md §6).</summary>
/// <param name="Pid">The patient's pseudo-identity.</param>
/// <param name="EvidenceHash">H(α) of the visit.</param>
/// <param name="Hospital">The hospital's signing key.</param>
/// <param name="Doctors">The doctors' signing keys, in the order in which they sign.</param>
/// <param name="PublicKeys">Their enrolled multisignature keys, in the same order.</param>
/// <param name="TimestampMillis">T, milliseconds since 1970.</param>
/// <param name="StepMillis">How long one doctor has.</param>
/// <param name="ResignMax">N, how often a step may be signed again.</param>
public sealed record TeamSession(
    ReadOnlyMemory<byte> Pid,
    Bytes32 EvidenceHash,
    Bytes32 Hospital,
    IReadOnlyList<Bytes32> Doctors,
    IReadOnlyList<MultisignaturePublicKey> PublicKeys,
    ulong TimestampMillis,
    ulong StepMillis,
    uint ResignMax)
{
    /// <summary>The session's id.</summary>
    public Bytes32 Sid() => Transcript.Of(Labels.Bc22Sid)
        .Add(Pid.Span)
        .Add(EvidenceHash)
        .Add(Hospital)
        .Add(Transcript.Join([.. Doctors.Select(doctor => doctor.ToArray())]))
        .Add(Transcript.Join([.. PublicKeys.Select(key => key.Encoded.ToArray())]))
        .AddU64(TimestampMillis)
        .AddU64(StepMillis)
        .AddU32(ResignMax)
        .Hash32();
}
