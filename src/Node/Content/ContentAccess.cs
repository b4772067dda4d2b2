using HospitalChain.Crypto;
using HospitalChain.Node.Login;
using HospitalChain.Node.Problems;

namespace HospitalChain.Node.Content;

/// <summary>
/// Who may fetch which content: null allows it. What is stored is ciphertext, so a known key is enough unless the
/// chain's part knows better.
/// </summary>
public delegate HttpRefusal? ContentAccess(Caller caller, Bytes32 sha256);
