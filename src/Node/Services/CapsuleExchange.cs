using HospitalChain.Node.Peers;
using HospitalChain.Node.Search;

namespace HospitalChain.Node.Services;

/// <summary>Questions for a visit's capsules between nodes.</summary>
internal sealed record CapsuleExchange(PeerExchange Exchange)
{
    public static readonly PeerFrameKind Question = new(34, "capsules-question", PeerExchange.NumberBytes + CapsuleQuestion.BytesMax);
    public static readonly PeerFrameKind Answer = new(35, "capsules-answer", PeerExchange.NumberBytes + VisitCapsules.BytesMax);
}
