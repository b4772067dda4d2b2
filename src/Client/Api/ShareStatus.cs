using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>How far a share is at the proxy: waiting, ready or destroyed.</summary>
public sealed record ShareStatus(Bytes32 ShareId, Bytes32? ChainId, string Stage, bool HasDoctorHalf, bool HasConsent, Bytes32? GrantId, string? Code);
