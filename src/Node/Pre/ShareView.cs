using HospitalChain.Crypto;

namespace HospitalChain.Node.Pre;

/// <summary>How far a share is.</summary>
/// <param name="Stage">waiting, ready or destroyed.</param>
/// <param name="Code">Why it is over; null while it isn't.</param>
public sealed record ShareView(Bytes32 ShareId, Bytes32 ChainId, string Stage, bool HasDoctorHalf, bool HasConsent, Bytes32? GrantId, string? Code);
