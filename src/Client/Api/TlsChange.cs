using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>A node's change of certificate.</summary>
/// <param name="Present">What connections see now.</param>
/// <param name="Next">What they will see.</param>
/// <param name="SwitchMillis">Not before.</param>
/// <param name="OldUntilMillis">Until when peers take the present one.</param>
public sealed record TlsChange(Bytes32 Present, Bytes32 Next, ulong SwitchMillis, ulong OldUntilMillis);
