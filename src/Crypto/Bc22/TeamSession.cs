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
    public Bytes32 Sid() => SidOf(
        Pid.Span,
        EvidenceHash,
        Hospital,
        Doctors,
        [.. PublicKeys.Select(key => (ReadOnlyMemory<byte>)key.Encoded.ToArray())],
        TimestampMillis,
        StepMillis,
        ResignMax);

    /// <summary>The id of a session whose keys were decoded before, at their enrolment: here their 384 bytes are enough.</summary>
    public static Bytes32 SidOf(
        ReadOnlySpan<byte> pid,
        Bytes32 evidenceHash,
        Bytes32 hospital,
        IReadOnlyList<Bytes32> doctors,
        IReadOnlyList<ReadOnlyMemory<byte>> publicKeys,
        ulong timestampMillis,
        ulong stepMillis,
        uint resignMax) => Transcript.Of(Labels.Bc22Sid)
        .Add(pid)
        .Add(evidenceHash)
        .Add(hospital)
        .Add(Transcript.Join([.. doctors.Select(doctor => doctor.ToArray())]))
        .Add(Transcript.Join([.. publicKeys.Select(key => key.ToArray())]))
        .AddU64(timestampMillis)
        .AddU64(stepMillis)
        .AddU32(resignMax)
        .Hash32();
}
