using HospitalChain.Protocol.Records;

namespace HospitalChain.Consensus.Effects;

/// <summary>Sign a rejection as the hospital. Answer with <see cref="Messages.RejectionSigned"/>.</summary>
/// <param name="Rejection">The body.</param>
/// <param name="IssuedAtMillis">Its issued-at.</param>
public sealed record SignRejection(Rejection Rejection, ulong IssuedAtMillis) : Effect;
