using HospitalChain.Protocol;

namespace HospitalChain.Client;

/// <summary>
/// A step was refused, here or by a node. A flow is a dozen steps of which any can be refused and none can go on after
/// it, so the client throws where the rooms beneath it answer (docs/adr/0005-client-refusals.md).
/// </summary>
public sealed class RefusedException(Refusal refusal) : Exception(refusal.ToString())
{
    public Refusal Refusal { get; } = refusal;
}
