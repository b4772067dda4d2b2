using HospitalChain.Node.Telemetry;

namespace HospitalChain.Node.Peers;

/// <summary>What every link of a hub shares.</summary>
internal sealed record PeerLinkSetup(PeerProtocol Protocol, PeerLimits Limits, TimeProvider Time, NodeMeters Meters);
