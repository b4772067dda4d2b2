using HospitalChain.Crypto;
using HospitalChain.Node.Problems;

namespace HospitalChain.Node.Content;

/// <summary>Which content is taken, kept and given no more because it was erased: null for any other.</summary>
public delegate HttpRefusal? ContentBar(Bytes32 sha256);
