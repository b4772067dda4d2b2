using HospitalChain.Node.Health;
using HospitalChain.Storage;

namespace HospitalChain.Node.Chains;

/// <summary>The store takes writes.</summary>
internal sealed class StoreReadiness(StoreEngine engine) : IReadinessCheck
{
    public string Name => "store";

    public string? Missing() => engine.Failure is { } failure ? failure.Message : engine.IsDiskFull ? "the disk is full" : null;
}
