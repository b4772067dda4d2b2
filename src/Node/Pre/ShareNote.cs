using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows;

namespace HospitalChain.Node.Pre;

/// <summary>What is known of a share without opening it.</summary>
/// <param name="Doctor">Sender of β; zero until it came.</param>
/// <param name="Patient">Sender of the consent; zero until it came.</param>
/// <param name="GrantId">The grant that the patient named; zero until then.</param>
/// <param name="TouchedMillis">When it last changed.</param>
/// <param name="Code">Why it is over, or empty.</param>
public sealed record ShareNote(
    Bytes32 ChainId, Bytes32 ShareId, ProxyShareStage Stage, Bytes32 Doctor, Bytes32 Patient, Bytes32 GrantId, ulong TouchedMillis, string Code);
